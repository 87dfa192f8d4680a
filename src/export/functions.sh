# Prints what a command answers, and nothing where it does not find what it asks for; else ends.
found() {
  local said code=0
  said=$("$@" 2>&1) || code=$?
  case $code:$said in
    0:*) printf '%s\n' "$said" ;;
    *NotFound* | *NoSuchEntity*) ;;
    *)
      printf '%s\n' "$said" >&2
      exit "$code"
      ;;
  esac
}

# Puts what is missing into a policy, beside what it says already. Takes what has the policy in words, the policy
# there is, and for each statement a text that a policy with it has, and the statement. What is to be set is in
# $policy then; it is empty where nothing is missing.
policy_with() {
  local what=$1 had=$2 bare=${2//[[:space:]]/} more='' rest
  shift 2
  policy=''
  while [ $# -gt 0 ]; do
    # However it is laid out.
    [[ $bare == *"${1//[[:space:]]/}"* ]] || more=$more${more:+,}$2
    shift 2
  done
  if [ -z "$more" ]; then return; fi
  if [ -z "$had" ] || [ "$had" = None ]; then
    policy='{"Version":"2012-10-17","Statement":['$more']}'
    return
  fi
  rest=${had#*'"Statement"'}
  rest=${rest#"${rest%%[![:space:]]*}"} rest=${rest#:} rest=${rest#"${rest%%[![:space:]]*}"}
  if [[ $had == *'"Statement"'* && $rest == '['* ]]; then
    rest=${rest#'['} rest=${rest#"${rest%%[![:space:]]*}"}
    if [[ $rest != ']'* ]]; then more=$more,; fi
    policy=${had%%'"Statement"'*}'"Statement":['$more$rest
  else
    printf '%s has a policy that cannot be added to here. Add what is missing: %s\n' "$what" "$more" >&2
    left=2
  fi
}

# A text as JSON has it.
json() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"} text=${text//$'\t'/\\t} text=${text//$'\r'/\\r}
  printf '"%s"' "${text//$'\n'/\\n}"
}

# Lets EventBridge write to a log group, where no policy does. A region takes ten policies, so one that was made
# here before is extended. Takes region, group, the name of a new policy, and how such a policy begins.
log_policy() {
  local region=$1 group=$2 new=$3 start=$4 had line rest name one='' text='' names=$'\n' count=0
  had=$(aws logs describe-resource-policies --region "$region" --output json \
    --query "resourcePolicies[].join(' ', [policyName, policyDocument])")
  while IFS= read -r line; do
    [[ $line == *'{'* ]] || continue
    line=${line#*\"} line=${line%\"*} line=${line//\\\"/\"} count=$((count + 1))
    name=${line%%' {'*} line=${line#*' {'}
    line={$line names=$names$name$'\n' rest=${line#*'"Effect"'}
    [[ $rest != *'"Effect"'* && $line == *'"Allow"'* && $line != *'"Condition"'* ]] || continue
    [[ $line == *'"events.amazonaws.com"'* && $line == *'"delivery.logs.amazonaws.com"'* ]] || continue
    [[ $line == *'"logs:CreateLogStream"'* && $line == *'"logs:PutLogEvents"'* ]] || continue
    while IFS= read -r rest; do
      # What IAM reads as a pattern, the shell does too.
      # shellcheck disable=SC2053
      if [[ $rest == arn:* && "$group:log-stream:any" == $rest ]]; then return; fi
    done <<<"${line//\"/$'\n'}"
    if [[ -z $one && $name == eventbridge-* && $line == "$start"* && ${#line} -lt $((5100 - ${#group})) ]]; then
      one=$name text=${line#"$start"}
    fi
  done <<<"$had"
  if [ -n "$one" ]; then
    text=${text%'}]}'} text=${text#'['} text=${text%']'}
    aws logs put-resource-policy --region "$region" --policy-name "$one" \
      --policy-document "$start[$text,\"$group:*\"]}]}"
  elif [ "$count" -ge 10 ]; then
    printf 'The region %s has ten resource policies for log groups, and takes no more. %s %s\n' "$region" \
      'Let events.amazonaws.com and delivery.logs.amazonaws.com write to this group in one of them:' "$group" >&2
    left=2
  else
    while [[ $names == *$'\n'"$new"$'\n'* ]]; do new=$new-2; done
    aws logs put-resource-policy --region "$region" --policy-name "$new" \
      --policy-document "$start\"$group:*\"}]}"
  fi
}
