// The functions that Argo 4.1 gives an expression: expr-lang's own, its own four, and sprig's generic ones but `env`
// and `expandenv`.
const builtin = words(`
all none any one filter map find findIndex findLast findLastIndex count sum groupBy sortBy reduce len type abs ceil
floor round int float string trim trimPrefix trimSuffix upper lower split splitAfter replace repeat join indexOf
lastIndexOf hasPrefix hasSuffix max min mean median toJSON fromJSON toBase64 fromBase64 now duration date timezone
first last get take keys values toPairs fromPairs reverse uniq concat flatten sort bitnot bitand bitor bitxor bitnand
bitshl bitshr bitushr asInt asFloat jsonpath toJson`);

const sprig = words(`
hello ago date dateInZone date_in_zone dateModify date_modify duration durationRound htmlDate htmlDateInZone
mustDateModify must_date_modify mustToDate now toDate unixEpoch abbrev abbrevboth trunc trim upper lower title untitle
substr repeat trimall trimAll trimSuffix trimPrefix nospace initials randAlphaNum randAlpha randAscii randNumeric
swapcase shuffle snakecase camelcase kebabcase wrap wrapWith contains hasPrefix hasSuffix quote squote cat indent
nindent replace plural sha1sum sha256sum sha512sum adler32sum toString atoi int64 int float64 seq toDecimal split
splitList splitn toStrings until untilStep add1 add sub div mod mul randInt add1f addf subf divf mulf biggest max min
maxf minf ceil floor round join sortAlpha default empty coalesce all any compact mustCompact fromJson toJson
toPrettyJson toRawJson mustFromJson mustToJson mustToPrettyJson mustToRawJson ternary deepCopy mustDeepCopy typeOf
typeIs typeIsLike kindOf kindIs deepEqual getHostByName base dir clean ext isAbs osBase osClean osDir osExt osIsAbs
b64enc b64dec b32enc b32dec tuple list dict get set unset hasKey pluck keys pick omit merge mergeOverwrite mustMerge
mustMergeOverwrite values append push mustAppend mustPush prepend mustPrepend first mustFirst rest mustRest last
mustLast initial mustInitial reverse mustReverse uniq mustUniq without mustWithout has mustHas slice mustSlice concat
dig chunk mustChunk bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert
genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES randBytes uuidv4 semver
semverCompare fail regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind regexReplaceAll
mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit regexQuoteMeta
urlParse urlJoin`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** What is wrong with calling `path`, if it can be told. */
export function judgeFunction(path: readonly string[]): string | undefined {
  const [head = '', name] = path;
  if (path.length === 1 && !builtin.has(head)) {
    const hint = sprig.has(head) ? `; sprig has one: write sprig.${head}(…)` : '';
    return `there is no function ${head}${hint}`;
  }
  if (head === 'sprig' && name !== undefined && !sprig.has(name)) {
    const hint = name === 'env' || name === 'expandenv' ? ' (Argo takes it away)' : '';
    return `sprig has no function ${name}${hint}`;
  }
  return undefined;
}
