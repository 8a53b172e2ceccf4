import type { tl } from '#tl';
import { hashText } from './random.ts';

/** ISO code, English name, calling code, then the digit patterns of numbers without the code (X = digit), and prefixes. */
const TABLE = `
DE|Germany|49|XXX XXXXXXX,XXXX XXXXXXX
AT|Austria|43|XXX XXXXXXX
CH|Switzerland|41|XX XXX XX XX
GB|United Kingdom|44|XXXX XXXXXX
IE|Ireland|353|XX XXX XXXX
FR|France|33|X XX XX XX XX
BE|Belgium|32|XXX XX XX XX
NL|Netherlands|31|X XX XX XX XX
LU|Luxembourg|352|XXX XXX XXX
ES|Spain|34|XXX XXX XXX
PT|Portugal|351|XXX XXX XXX
IT|Italy|39|XXX XXX XXXX
GR|Greece|30|XXX XXX XXXX
MT|Malta|356|XX XX XX XX
CY|Cyprus|357|XXXX XXXX
DK|Denmark|45|XXXX XXXX
SE|Sweden|46|XX XXX XXXX
NO|Norway|47|XXXX XXXX
FI|Finland|358|XX XXX XXXX
IS|Iceland|354|XXX XXXX
EE|Estonia|372|XXXX XXXX
LV|Latvia|371|XXX XXXXX
LT|Lithuania|370|XXX XXXXX
PL|Poland|48|XXX XXX XXX
CZ|Czech Republic|420|XXX XXX XXX
SK|Slovakia|421|XXX XXX XXX
HU|Hungary|36|XX XXX XXXX
RO|Romania|40|XXX XXX XXX
BG|Bulgaria|359|XX XXX XXXX
HR|Croatia|385|XX XXX XXX
SI|Slovenia|386|XX XXX XXX
RS|Serbia|381|XX XXX XXXX
BA|Bosnia & Herzegovina|387|XX XXX XXX
AL|Albania|355|XX XXX XXXX
UA|Ukraine|380|XX XXX XX XX
BY|Belarus|375|XX XXX XXXX
MD|Moldova|373|XX XXX XXX
RU|Russia|7|XXX XXX XXXX|
KZ|Kazakhstan|7|XXX XXX XX XX|6,7
GE|Georgia|995|XXX XXX XXX
AM|Armenia|374|XX XXX XXX
AZ|Azerbaijan|994|XX XXX XXXX
UZ|Uzbekistan|998|XX XXX XX XX
KG|Kyrgyzstan|996|XXX XXX XXX
TJ|Tajikistan|992|XX XXX XXXX
TR|Turkey|90|XXX XXX XXXX
IL|Israel|972|XX XXX XXXX
JO|Jordan|962|X XXXX XXXX
LB|Lebanon|961|XX XXX XXX
SA|Saudi Arabia|966|XX XXX XXXX
AE|United Arab Emirates|971|XX XXX XXXX
QA|Qatar|974|XX XXX XXX
EG|Egypt|20|XX XXXX XXXX
MA|Morocco|212|XX XXX XXXX
TN|Tunisia|216|XX XXX XXX
ZA|South Africa|27|XX XXX XXXX
NG|Nigeria|234|XX XXXX XXXX
KE|Kenya|254|XXX XXX XXX
ET|Ethiopia|251|XX XXX XXXX
GH|Ghana|233|XX XXX XXXX
IN|India|91|XXXXX XXXXX
PK|Pakistan|92|XXX XXX XXXX
BD|Bangladesh|880|XX XXX XXX
LK|Sri Lanka|94|XX XXX XXXX
NP|Nepal|977|XX XXXX XXXX
IR|Iran|98|XXX XXX XXXX
IQ|Iraq|964|XXX XXX XXXX
CN|China|86|XXX XXXX XXXX
HK|Hong Kong|852|XXXX XXXX
TW|Taiwan|886|XXX XXX XXX
JP|Japan|81|XX XXXX XXXX
KR|South Korea|82|XX XXXX XXXX
MN|Mongolia|976|XX XX XXXX
VN|Vietnam|84|XX XXX XXXX
TH|Thailand|66|X XXXX XXXX
MY|Malaysia|60|XX XXXX XXXX
SG|Singapore|65|XXXX XXXX
ID|Indonesia|62|XXX XXXX XXXX
PH|Philippines|63|XXX XXX XXXX
AU|Australia|61|X XXXX XXXX
NZ|New Zealand|64|XX XXX XXXX
US|USA|1|XXX XXX XXXX|
CA|Canada|1|XXX XXX XXXX|204,226,236,249,250,289,306,343,403,416,418,438,450,506,514,519,579,581,587,604,613,647,705,709,778,780,807,819,867,873,902,905
MX|Mexico|52|XXX XXX XXXX
CU|Cuba|53|XXXX XXXX
BR|Brazil|55|XX XXXXX XXXX
AR|Argentina|54|XXX XXX XXXX
CL|Chile|56|X XXXX XXXX
CO|Colombia|57|XXX XXX XXXX
PE|Peru|51|XXX XXX XXX
VE|Venezuela|58|XXX XXX XXXX
UY|Uruguay|598|XXXX XXXX
FT|Anonymous Numbers|888|XXXX XXXX
YL|Test Numbers|999|XX X XXXX
`;

/** The list of `help.getCountriesList`, ordered by name. */
export function countries(): tl.help.country[] {
  const list = TABLE.trim()
    .split('\n')
    .map((line): tl.help.country => {
      const [iso2 = '', name = '', code = '', patterns = '', prefixes = ''] = line.split('|');
      return {
        _: 'help.country',
        iso2,
        defaultName: name,
        countryCodes: [
          {
            _: 'help.countryCode',
            countryCode: code,
            patterns: patterns.split(','),
            ...(prefixes ? { prefixes: prefixes.split(',') } : {}),
          },
        ],
      };
    });
  return list.sort((a, b) => (a.defaultName < b.defaultName ? -1 : 1));
}

/** A hash that changes with the list; an `int`, never 0. */
export function countriesHash(list: readonly tl.help.country[]): number {
  return (hashText(list.map((one) => one.iso2 + one.defaultName).join()) & 0x7fffffff) | 1;
}
