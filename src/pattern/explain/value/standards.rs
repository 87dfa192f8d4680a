//! What standards give several writings: countries, languages, currencies, days of the week, months and
//! regions of AWS.

use crate::pattern::explain::value::aws_names::region_called;
use crate::text::{is_region_code, or_list};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How a standard writes one thing: entries divided by `;`, their writings by `/`, the name in English first.
struct Standard {
    /// Behind the name, in brackets; empty where nobody needs it.
    called: &'static str,
    entries: &'static str,
}

const STANDARDS: [Standard; 5] = [
    Standard { called: " (ISO 3166)", entries: COUNTRIES },
    Standard { called: " (ISO 639)", entries: LANGUAGES },
    Standard { called: " (ISO 4217)", entries: CURRENCIES },
    Standard { called: "", entries: WEEKDAYS },
    Standard { called: "", entries: MONTHS },
];

/// Name, alpha-2 and alpha-3 code of ISO 3166-1.
const COUNTRIES: &str = "\
    Andorra/AD/AND;United Arab Emirates/UAE/AE/ARE;Afghanistan/AF/AFG;Antigua and Barbuda/AG/ATG;\
    Anguilla/AI/AIA;Albania/AL/ALB;Armenia/AM/ARM;Angola/AO/AGO;Antarctica/AQ/ATA;Argentina/AR/ARG;\
    American Samoa/AS/ASM;Austria/AT/AUT;Australia/AU/AUS;Aruba/AW/ABW;Åland Islands/AX/ALA;\
    Azerbaijan/AZ/AZE;Bosnia and Herzegovina/BA/BIH;Barbados/BB/BRB;Bangladesh/BD/BGD;Belgium/BE/BEL;\
    Burkina Faso/BF/BFA;Bulgaria/BG/BGR;Bahrain/BH/BHR;Burundi/BI/BDI;Benin/BJ/BEN;\
    Saint Barthélemy/BL/BLM;Bermuda/BM/BMU;Brunei/BN/BRN;Bolivia/BO/BOL;Bonaire/BQ/BES;Brazil/BR/BRA;\
    Bahamas/BS/BHS;Bhutan/BT/BTN;Bouvet Island/BV/BVT;Botswana/BW/BWA;Belarus/BY/BLR;Belize/BZ/BLZ;\
    Canada/CA/CAN;Cocos Islands/CC/CCK;DR Congo/CD/COD;Central African Republic/CF/CAF;Congo/CG/COG;\
    Switzerland/CH/CHE;Côte d'Ivoire/CI/CIV;Cook Islands/CK/COK;Chile/CL/CHL;Cameroon/CM/CMR;\
    China/CN/CHN;Colombia/CO/COL;Costa Rica/CR/CRI;Cuba/CU/CUB;Cabo Verde/CV/CPV;Curaçao/CW/CUW;\
    Christmas Island/CX/CXR;Cyprus/CY/CYP;Czechia/Czech Republic/CZ/CZE;Germany/DE/DEU;Djibouti/DJ/DJI;\
    Denmark/DK/DNK;Dominica/DM/DMA;Dominican Republic/DO/DOM;Algeria/DZ/DZA;Ecuador/EC/ECU;\
    Estonia/EE/EST;Egypt/EG/EGY;Western Sahara/EH/ESH;Eritrea/ER/ERI;Spain/ES/ESP;Ethiopia/ET/ETH;\
    Finland/FI/FIN;Fiji/FJ/FJI;Falkland Islands/FK/FLK;Micronesia/FM/FSM;Faroe Islands/FO/FRO;\
    France/FR/FRA;Gabon/GA/GAB;United Kingdom/UK/Great Britain/GB/GBR;Grenada/GD/GRD;Georgia/GE/GEO;\
    French Guiana/GF/GUF;Guernsey/GG/GGY;Ghana/GH/GHA;Gibraltar/GI/GIB;Greenland/GL/GRL;Gambia/GM/GMB;\
    Guinea/GN/GIN;Guadeloupe/GP/GLP;Equatorial Guinea/GQ/GNQ;Greece/GR/GRC;South Georgia/GS/SGS;\
    Guatemala/GT/GTM;Guam/GU/GUM;Guinea-Bissau/GW/GNB;Guyana/GY/GUY;Hong Kong/HK/HKG;\
    Heard Island/HM/HMD;Honduras/HN/HND;Croatia/HR/HRV;Haiti/HT/HTI;Hungary/HU/HUN;Indonesia/ID/IDN;\
    Ireland/IE/IRL;Israel/IL/ISR;Isle of Man/IM/IMN;India/IN/IND;British Indian Ocean Territory/IO/IOT;\
    Iraq/IQ/IRQ;Iran/IR/IRN;Iceland/IS/ISL;Italy/IT/ITA;Jersey/JE/JEY;Jamaica/JM/JAM;Jordan/JO/JOR;\
    Japan/JP/JPN;Kenya/KE/KEN;Kyrgyzstan/KG/KGZ;Cambodia/KH/KHM;Kiribati/KI/KIR;Comoros/KM/COM;\
    Saint Kitts and Nevis/KN/KNA;North Korea/KP/PRK;South Korea/Korea/KR/KOR;Kuwait/KW/KWT;\
    Cayman Islands/KY/CYM;Kazakhstan/KZ/KAZ;Laos/LA/LAO;Lebanon/LB/LBN;Saint Lucia/LC/LCA;\
    Liechtenstein/LI/LIE;Sri Lanka/LK/LKA;Liberia/LR/LBR;Lesotho/LS/LSO;Lithuania/LT/LTU;\
    Luxembourg/LU/LUX;Latvia/LV/LVA;Libya/LY/LBY;Morocco/MA/MAR;Monaco/MC/MCO;Moldova/MD/MDA;\
    Montenegro/ME/MNE;Saint Martin/MF/MAF;Madagascar/MG/MDG;Marshall Islands/MH/MHL;\
    North Macedonia/MK/MKD;Mali/ML/MLI;Myanmar/MM/MMR;Mongolia/MN/MNG;Macao/MO/MAC;\
    Northern Mariana Islands/MP/MNP;Martinique/MQ/MTQ;Mauritania/MR/MRT;Montserrat/MS/MSR;Malta/MT/MLT;\
    Mauritius/MU/MUS;Maldives/MV/MDV;Malawi/MW/MWI;Mexico/MX/MEX;Malaysia/MY/MYS;Mozambique/MZ/MOZ;\
    Namibia/NA/NAM;New Caledonia/NC/NCL;Niger/NE/NER;Norfolk Island/NF/NFK;Nigeria/NG/NGA;\
    Nicaragua/NI/NIC;Netherlands/Holland/NL/NLD;Norway/NO/NOR;Nepal/NP/NPL;Nauru/NR/NRU;Niue/NU/NIU;\
    New Zealand/NZ/NZL;Oman/OM/OMN;Panama/PA/PAN;Peru/PE/PER;French Polynesia/PF/PYF;\
    Papua New Guinea/PG/PNG;Philippines/PH/PHL;Pakistan/PK/PAK;Poland/PL/POL;\
    Saint Pierre and Miquelon/PM/SPM;Pitcairn/PN/PCN;Puerto Rico/PR/PRI;Palestine/PS/PSE;\
    Portugal/PT/PRT;Palau/PW/PLW;Paraguay/PY/PRY;Qatar/QA/QAT;Réunion/RE/REU;Romania/RO/ROU;\
    Serbia/RS/SRB;Russia/RU/RUS;Rwanda/RW/RWA;Saudi Arabia/SA/SAU;Solomon Islands/SB/SLB;\
    Seychelles/SC/SYC;Sudan/SD/SDN;Sweden/SE/SWE;Singapore/SG/SGP;Saint Helena/SH/SHN;Slovenia/SI/SVN;\
    Svalbard and Jan Mayen/SJ/SJM;Slovakia/SK/SVK;Sierra Leone/SL/SLE;San Marino/SM/SMR;Senegal/SN/SEN;\
    Somalia/SO/SOM;Suriname/SR/SUR;South Sudan/SS/SSD;Sao Tome and Principe/ST/STP;El Salvador/SV/SLV;\
    Sint Maarten/SX/SXM;Syria/SY/SYR;Eswatini/SZ/SWZ;Turks and Caicos Islands/TC/TCA;Chad/TD/TCD;\
    French Southern Territories/TF/ATF;Togo/TG/TGO;Thailand/TH/THA;Tajikistan/TJ/TJK;Tokelau/TK/TKL;\
    Timor-Leste/TL/TLS;Turkmenistan/TM/TKM;Tunisia/TN/TUN;Tonga/TO/TON;Turkey/Türkiye/TR/TUR;\
    Trinidad and Tobago/TT/TTO;Tuvalu/TV/TUV;Taiwan/TW/TWN;Tanzania/TZ/TZA;Ukraine/UA/UKR;Uganda/UG/UGA;\
    US Minor Outlying Islands/UM/UMI;United States/United States of America/America/US/USA;\
    Uruguay/UY/URY;Uzbekistan/UZ/UZB;Vatican City/VA/VAT;Saint Vincent and the Grenadines/VC/VCT;\
    Venezuela/VE/VEN;British Virgin Islands/VG/VGB;US Virgin Islands/VI/VIR;Vietnam/VN/VNM;\
    Vanuatu/VU/VUT;Wallis and Futuna/WF/WLF;Samoa/WS/WSM;Yemen/YE/YEM;Mayotte/YT/MYT;\
    South Africa/ZA/ZAF;Zambia/ZM/ZMB;Zimbabwe/ZW/ZWE";

/// Name, and the codes of ISO 639-1 and 639-2.
const LANGUAGES: &str = "\
    Afar/aa/aar;Abkhazian/ab/abk;Avestan/ae/ave;Afrikaans/af/afr;Akan/ak/aka;Amharic/am/amh;\
    Aragonese/an/arg;Arabic/ar/ara;Assamese/as/asm;Avaric/av/ava;Aymara/ay/aym;Azerbaijani/az/aze;\
    Bashkir/ba/bak;Belarusian/be/bel;Bulgarian/bg/bul;Bislama/bi/bis;Bambara/bm/bam;Bengali/bn/ben;\
    Tibetan/bo/bod/tib;Breton/br/bre;Bosnian/bs/bos;Catalan/ca/cat;Chechen/ce/che;Chamorro/ch/cha;\
    Corsican/co/cos;Cree/cr/cre;Czech/cs/ces/cze;Church Slavic/cu/chu;Chuvash/cv/chv;Welsh/cy/cym/wel;\
    Danish/da/dan;German/de/deu/ger;Divehi/dv/div;Dzongkha/dz/dzo;Ewe/ee/ewe;Greek/el/ell/gre;\
    English/en/eng;Esperanto/eo/epo;Spanish/es/spa;Estonian/et/est;Basque/eu/eus/baq;Persian/fa/fas/per;\
    Fulah/ff/ful;Finnish/fi/fin;Fijian/fj/fij;Faroese/fo/fao;French/fr/fra/fre;Frisian/fy/fry;\
    Irish/ga/gle;Scottish Gaelic/gd/gla;Galician/gl/glg;Guarani/gn/grn;Gujarati/gu/guj;Manx/gv/glv;\
    Hausa/ha/hau;Hebrew/he/heb;Hindi/hi/hin;Hiri Motu/ho/hmo;Croatian/hr/hrv;Haitian/ht/hat;\
    Hungarian/hu/hun;Armenian/hy/hye/arm;Herero/hz/her;Interlingua/ia/ina;Indonesian/id/ind;\
    Interlingue/ie/ile;Igbo/ig/ibo;Sichuan Yi/ii/iii;Inupiaq/ik/ipk;Ido/io/ido;Icelandic/is/isl/ice;\
    Italian/it/ita;Inuktitut/iu/iku;Japanese/ja/jpn;Javanese/jv/jav;Georgian/ka/kat/geo;Kongo/kg/kon;\
    Kikuyu/ki/kik;Kuanyama/kj/kua;Kazakh/kk/kaz;Kalaallisut/kl/kal;Khmer/km/khm;Kannada/kn/kan;\
    Korean/ko/kor;Kanuri/kr/kau;Kashmiri/ks/kas;Kurdish/ku/kur;Komi/kv/kom;Cornish/kw/cor;\
    Kirghiz/ky/kir;Latin/la/lat;Luxembourgish/lb/ltz;Ganda/lg/lug;Limburgan/li/lim;Lingala/ln/lin;\
    Lao/lo/lao;Lithuanian/lt/lit;Luba-Katanga/lu/lub;Latvian/lv/lav;Malagasy/mg/mlg;Marshallese/mh/mah;\
    Maori/mi/mri/mao;Macedonian/mk/mkd/mac;Malayalam/ml/mal;Mongolian/mn/mon;Marathi/mr/mar;\
    Malay/ms/msa/may;Maltese/mt/mlt;Burmese/my/mya/bur;Nauru/na/nau;Norwegian Bokmål/nb/nob;\
    North Ndebele/nd/nde;Nepali/ne/nep;Ndonga/ng/ndo;Dutch/nl/nld/dut;Norwegian Nynorsk/nn/nno;\
    Norwegian/no/nor;South Ndebele/nr/nbl;Navajo/nv/nav;Chichewa/ny/nya;Occitan/oc/oci;Ojibwa/oj/oji;\
    Oromo/om/orm;Oriya (macrolanguage)/or/ori;Ossetian/os/oss;Panjabi/pa/pan;Pali/pi/pli;Polish/pl/pol;\
    Pushto/ps/pus;Portuguese/pt/por;Quechua/qu/que;Romansh/rm/roh;Rundi/rn/run;Romanian/ro/ron/rum;\
    Russian/ru/rus;Kinyarwanda/rw/kin;Sanskrit/sa/san;Sardinian/sc/srd;Sindhi/sd/snd;\
    Northern Sami/se/sme;Sango/sg/sag;Serbo-Croatian/sh/hbs;Sinhala/si/sin;Slovak/sk/slk/slo;\
    Slovenian/sl/slv;Samoan/sm/smo;Shona/sn/sna;Somali/so/som;Albanian/sq/sqi/alb;Serbian/sr/srp;\
    Swati/ss/ssw;Southern Sotho/st/sot;Sundanese/su/sun;Swedish/sv/swe;Swahili/sw/swa;Tamil/ta/tam;\
    Telugu/te/tel;Tajik/tg/tgk;Thai/th/tha;Tigrinya/ti/tir;Turkmen/tk/tuk;Tagalog/tl/tgl;Tswana/tn/tsn;\
    Tongan/to/ton;Turkish/tr/tur;Tsonga/ts/tso;Tatar/tt/tat;Twi/tw/twi;Tahitian/ty/tah;Uighur/ug/uig;\
    Ukrainian/uk/ukr;Urdu/ur/urd;Uzbek/uz/uzb;Venda/ve/ven;Vietnamese/vi/vie;Volapük/vo/vol;\
    Walloon/wa/wln;Wolof/wo/wol;Xhosa/xh/xho;Yiddish/yi/yid;Yoruba/yo/yor;Zhuang/za/zha;\
    Chinese/zh/zho/chi;Zulu/zu/zul";

/// The currencies that have a sign or a word of their own.
const CURRENCIES: &str = "\
    euro/EUR/€/euros/978;US dollar/USD/$/US$/dollar/dollars/840;pound sterling/GBP/£/pound/pounds/sterling/826;\
    yen/JPY/¥/392;renminbi/CNY/RMB/yuan/156;Swiss franc/CHF/franc/francs/SFr/756;rupee/INR/₹/rupees/356;\
    won/KRW/₩/410;rouble/RUB/₽/ruble/roubles/rubles/643;real/BRL/R$/986;lira/TRY/₺/949;hryvnia/UAH/₴/980;\
    shekel/ILS/₪/376;zloty/PLN/zł/985;dong/VND/₫/704;naira/NGN/₦/566;Canadian dollar/CAD/CA$/C$/124;\
    Australian dollar/AUD/AU$/A$/036";
const WEEKDAYS: &str = "\
    Monday/Mon;Tuesday/Tue/Tues;Wednesday/Wed;Thursday/Thu/Thur/Thurs;Friday/Fri;Saturday/Sat;Sunday/Sun";
const MONTHS: &str = "\
    January/Jan;February/Feb;March/Mar;April/Apr;May;June/Jun;July/Jul;August/Aug;September/Sep/Sept;\
    October/Oct;November/Nov;December/Dec";

/// By each writing in small letters, the standards and entries that have it.
static WRITINGS: LazyLock<HashMap<String, Vec<(usize, usize)>>> = LazyLock::new(|| {
    let mut writings: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (at, standard) in STANDARDS.iter().enumerate() {
        for (entry, text) in standard.entries.split(';').enumerate() {
            for written in text.split('/') {
                writings.entry(written.to_lowercase()).or_default().push((at, entry));
            }
        }
    }
    writings
});

/// What both texts stand for, as a clause.
pub(super) fn of_texts(path: &str, met: &str, wanted: &str) -> Option<String> {
    let of_month = || month(path, met, wanted).or_else(|| month(path, wanted, met)).map(str::to_owned);
    let name = one_of(met, wanted).or_else(of_month).or_else(|| region(met, wanted))?;
    Some(format!("both can stand for {name}, and EventBridge compares the characters"))
}

/// The name of what has both texts as its writings, in any letter case.
fn one_of(a: &str, b: &str) -> Option<String> {
    /// No name is longer.
    const LONGEST: usize = 40;
    if a.len().max(b.len()) > LONGEST {
        return None;
    }
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let (these, those) = (WRITINGS.get(&a)?, WRITINGS.get(&b)?);
    let names: Vec<String> =
        these.iter().filter(|place| those.contains(place)).filter_map(|place| entry_name(*place)).collect();
    (a != b && !names.is_empty()).then(|| or_list(names))
}

/// The name of an entry, with the standard that gives its codes.
fn entry_name((at, entry): (usize, usize)) -> Option<String> {
    let standard = STANDARDS.get(at)?;
    let name = standard.entries.split(';').nth(entry)?.split('/').next()?;
    Some(format!("{name}{}", standard.called))
}

/// The month that a number counts, where the field's name says that it has months.
pub(super) fn month(path: &str, number: &str, name: &str) -> Option<&'static str> {
    let at: usize = number.parse::<usize>().ok()?.checked_sub(1)?;
    let entry = MONTHS.split(';').nth(at)?;
    let of_months = path.rsplit('.').next().is_some_and(|last| last.to_lowercase().contains("month"));
    let is_it = entry.split('/').any(|written| written.eq_ignore_ascii_case(name));
    entry.split('/').next().filter(|_| of_months && is_it)
}

/// The region that one text names by its code and the other by its place or short.
fn region(a: &str, b: &str) -> Option<String> {
    let one = |code: &str, other: &str| {
        let called = is_region_code(code).then(|| region_called(other)).flatten();
        called.filter(|called| *called == code)
    };
    one(a, b).or_else(|| one(b, a)).map(|code| format!("the region {code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_thing() {
        for (path, a, b, name) in [
            ("detail.country", "AT", "AUT", "Austria"),
            ("detail.country", "de", "Germany", "Germany"),
            ("detail.country", "UK", "GB", "United Kingdom"),
            ("detail.lang", "en", "eng", "English"),
            ("detail.lang", "ger", "DE", "German"),
            ("detail.currency", "€", "EUR", "euro"),
            ("detail.day", "Mon", "MONDAY", "Monday"),
            ("detail.month", "10", "Oct", "October"),
            ("detail.site", "use1", "us-east-1", "the region us-east-1"),
            ("detail.site", "eu-west-1", "Ireland", "the region eu-west-1"),
        ] {
            for (a, b) in [(a, b), (b, a)] {
                let how = of_texts(path, a, b).unwrap_or_default();
                assert!(how.starts_with(&format!("both can stand for {name}")), "{a} {b}: {how}");
            }
        }
        for (path, a, b) in [
            ("detail.country", "AT", "AU"),
            ("detail.country", "DE", "de"),
            ("detail.currency", "USD", "EUR"),
            ("detail.count", "10", "Oct"),
            ("detail.site", "use1", "us-west-1"),
        ] {
            assert_eq!(of_texts(path, a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn no_code_is_of_two() {
        for standard in STANDARDS {
            let mut seen = std::collections::HashMap::new();
            for entry in standard.entries.split(';') {
                for written in entry.split('/') {
                    let before = seen.insert(written.to_lowercase(), entry);
                    assert!(before.is_none_or(|before| before == entry), "{written}");
                }
            }
        }
    }
}
