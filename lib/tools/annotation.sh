# shellcheck shell=sh
# results: 1
# Annotated transcripts: a GTF and a FASTA that belong together. Calls `fail`, `say` and `add_fact` of
# the stage protocol.

# fetched URL CHECKSUM FILE: what lies behind a URL, which must have the checksum, unpacked, and without carriage
# returns, which neither a GTF nor a FASTA has for more than line ends. Uses fetch.sh.
fetched() {
  [ -n "$2" ] || bad_checksum ''
  fetch "$1" "$3.fetched"
  verified "$3.fetched" "$1" "$2"
  {
    set +e
    (member fetched.1 && show "$3.fetched") |
      (member fetched.2 && unpack "$1") |
      (member fetched.3 && tr -d '\r' >"$3")
    joined fetched.1 fetched.2 fetched.3
  }
  rm -f "$3.fetched"
  [ -s "$3" ] || fail 65 "${1%%[?#]*} is empty"
}

# gtf_awk: functions of awk. `value_of(key)` is that of an attribute of a line of a GTF, `wrong(what)` ends with 65; END
# must ask for `failed` first. No pattern is made of the key: gawk would build it anew for each key.
gtf_awk() {
  # shellcheck disable=SC2016 # the fields are awk's
  printf '%s\n' '
    # Behind an even number of quotes: what stands within them is a value.
    function value_of(key,    rest, before, begins, at, quotes) {
      rest = $9
      while (at = index(rest, key " \"")) {
        before = substr(rest, 1, at - 1)
        begins = before ~ /(^|[; ])$/
        quotes += gsub(/"/, "", before)
        rest = substr(rest, at + length(key) + 2)
        if (begins && quotes % 2 == 0) return substr(rest, 1, index(rest "\"", "\"") - 1)
        quotes++
      }
      return ""
    }
    function wrong(what) {
      print "[" ENVIRON["stage"] "] " what >"/dev/stderr"
      failed = 65
      exit 65
    }
  '
}

# genes_of GTF: prints each transcript with its gene's ID and name, and its ID with its version where the GTF has that
# apart, as Ensembl's: transcript, gene, name, version. Ends with 65 where there is none, or where one is of two genes.
genes_of() {
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk -F '\t' -v OFS='\t' "$(gtf_awk)"'
    /^#/ || NF < 9 || $3 == "gene" { next }
    {
      transcript = value_of("transcript_id")
      gene = value_of("gene_id")
      if (transcript == "" || gene == "" || (transcript in gene_of)) {
        if (transcript != "" && gene != "" && gene_of[transcript] "" != gene "")
          wrong("line " NR " of the annotation has " transcript " in the gene " gene ", an earlier one in " \
            gene_of[transcript])
        next
      }
      gene_of[transcript] = gene
      name = value_of("gene_name")
      version = value_of("transcript_version")
      print transcript, gene, name == "" ? gene : name, version == "" ? "" : transcript "." version
      transcripts++
    }
    END {
      if (failed) exit failed
      if (!transcripts) wrong("the annotation has no line with transcript_id \"…\" and gene_id \"…\"; is it a GTF? " \
        "gffread -T makes one of a GFF3")
    }
  ' "$1"
}

# plain_transcripts FASTA GENES: prints it with each sequence by its name alone: to the first space, and where GENES
# lacks that and has it to the first bar, as in GENCODE's FASTA, to there. Leaves the names in the file `transcripts`.
# Ends with 65 where one stands twice, or has no base.
plain_transcripts() {
  stage=$stage awk -F '\t' "$(gtf_awk)"'
    FILENAME == ARGV[1] {
      known[$1]
      if ($4 != "") known[$4]
      next
    }
    /^>/ {
      if (name != "" && !bases) wrong("the transcript " name " has no base")
      name = substr($0, 2)
      sub(/[ \t].*/, "", name)
      if (name == "") wrong("line " FNR " of the transcripts has no name")
      short = name
      sub(/[|].*/, "", short)
      if (!(name in known) && (short in known)) name = short
      if (name in seen) wrong("two transcripts are called " name)
      seen[name]
      bases = 0
      print ">" name
      print name >"transcripts"
      next
    }
    name == "" && /[^ \t]/ { wrong("the transcripts begin with no >; are they a FASTA?") }
    {
      bases += length($0)
      print
    }
    END {
      if (failed) exit failed
      if (name == "") wrong("there is no transcript")
      if (!bases) wrong("the transcript " name " has no base")
    }
  ' "$2" "$1"
}

# transcript_genes GENES NAMES SHARE: prints a table of the transcripts that NAMES lists, with their genes as GENES has
# them. One that the annotation does not have is a gene of its own, as nf-core has it; 65 where fewer than SHARE are
# annotated.
transcript_genes() {
  printf 'transcript_id\tgene_id\tgene_name\n'
  stage=$stage SHARE=$3 awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] {
      genes_of[$1] = $2 OFS $3
      if ($4 != "") genes_of[$4] = $2 OFS $3
      next
    }
    {
      all++
      if ($1 in genes_of) {
        found++
        print $1, genes_of[$1]
        next
      }
      if (missing++ < 3) first = first " " $1
      print $1, $1, $1
    }
    END {
      what = "[" ENVIRON["stage"] "] of " all " transcripts the annotation has " found + 0
      if (missing) print what "; it lacks" first (missing > 3 ? " and others" : "") >"/dev/stderr"
      if (found >= ENVIRON["SHARE"] * all) exit
      print "[" ENVIRON["stage"] "] expected at least " 100 * ENVIRON["SHARE"] " %: are both of one release? Without " \
        "transcripts of your own they are made of the genome" >"/dev/stderr"
      exit 65
    }
  ' "$1" "$2"
}

# decoys GENOME: prints the names of its sequences. Ends with 65 where a transcript is called so.
decoys() {
  awk '
    FILENAME == ARGV[1] {
      seen[$1]
      next
    }
    /^>/ {
      name = substr($1, 2)
      print name
      if (name in seen) clash = name
    }
    END { if (clash != "") print clash >"clash" }
  ' transcripts "$1"
  [ ! -e clash ] || fail 65 "a transcript and a sequence of the genome are both called $(cat clash)"
}

# transcript_lines GTF: prints the lines of those transcripts that the file `transcripts` names. STAR would align to the
# others, and salmon refuses alignments to what is not in its FASTA.
transcript_lines() {
  awk -F '\t' "$(gtf_awk)"'
    FILENAME == ARGV[1] {
      named[$0]
      next
    }
    value_of("transcript_id") in named
  ' transcripts "$1"
}

# made_transcripts GTF GENOME FASTA [OPTION…]: the transcripts that the annotation has, of the genome, by gffread. It
# leaves out what lies on sequences that the genome does not have, cuts what reaches beyond their ends, and makes two of
# a transcript on two sequences, as an annotation with copies has it: here each is 65. It fails by lines with an empty
# transcript_id, as NCBI's of genes, and makes two of a transcript on both strands, which is trans-spliced: it gets
# neither, but a transcript without a gene, which left_out.tsv would not have.
made_transcripts() {
  annotation=$1 genome=$2 made=$3
  shift 3
  stage=$stage awk -F '\t' "$(gtf_awk)"'
    FILENAME == ARGV[1] && !/^>/ {
      bases[name] += length($0)
      next
    }
    FILENAME == ARGV[1] {
      sub(/[ \t].*/, "")
      name = substr($0, 2)
      bases[name] += 0
      next
    }
    /^#/ || NF < 9 { next }
    !($1 in bases) {
      if (!told[$1]++) print $1
      next
    }
    $3 == "gene" { next }
    {
      transcript = value_of("transcript_id")
      if (transcript == "") next
      if (transcript ~ / /) wrong("line " FNR " of the annotation has the transcript_id \"" transcript "\": in a " \
        "FASTA a name ends at a space")
      if ($4 < 1 || $5 > bases[$1]) wrong("line " FNR " of the annotation has the " $3 " of " transcript " at " $1 ":" \
        $4 "-" $5 ", and in the genome " $1 " has " bases[$1] " bases: are both of one release?")
      if (!(transcript in place)) {
        place[transcript] = $1
        strand[transcript] = $7
      }
      if (place[transcript] != $1) wrong("line " FNR " of the annotation has the " $3 " of " transcript " on " $1 \
        ", an earlier one on " place[transcript] ": gffread makes no one transcript of both; remove its lines")
      if (strand[transcript] != $7 && value_of("gene_id") != "") spliced[transcript]
    }
    END {
      if (failed) exit failed
      printf "" >"transcripts"
      for (transcript in place) if (!(transcript in spliced)) print transcript >"transcripts"
    }
  ' "$genome" "$annotation" >strange
  if [ -s strange ]; then
    strange=$(head -n 3 strange | paste -s -d ' ' -)
    fail 65 "the annotation names sequences that the genome does not have: $strange"
  fi
  transcript_lines "$annotation" >placed.gtf
  gffread "$@" -w "$made" -g "$genome" placed.gtf
}

# transcripts_left_out GENES: prints a table of the transcripts that gffread left out, by the file `transcripts`, and
# says how many they are: those that span 10 bases or fewer, those that its options drop, and those that it did not
# get. Their number is a fact.
transcripts_left_out() {
  printf 'transcript_id\tgene_id\tgene_name\n'
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] {
      made[$0]
      next
    }
    ($1 in made) { next }
    {
      print $1, $2, $3
      if (missing++ < 3) first = first " " $1
    }
    END {
      if (missing) print "[" ENVIRON["stage"] "] gffread made no sequence of " missing " transcripts of the" \
        " annotation; they are not counted:" first (missing > 3 ? " and others" : "") "; see left_out.tsv of the" \
        " index" >"/dev/stderr"
      printf "%.0f\n", missing >"missing"
    }
  ' transcripts "$1"
  add_fact transcripts_left_out "$(cat missing)"
}

# must_fit_star GTF FASTA: 65 unless STAR counts each of these transcripts as salmon does. STAR reads `exon` lines
# alone, and finds nothing on neither strand; gffread joins exons that overlap, and to them a CDS or codon, as STAR does
# not.
must_fit_star() {
  stage=$stage awk -F '\t' "$(gtf_awk)"'
    FILENAME == ARGV[1] {
      if (/^>/) names[++all] = name = substr($0, 2)
      else bases[name] += length($0)
      next
    }
    /^#/ || $3 != "exon" { next }
    {
      transcript = value_of("transcript_id")
      if ($7 != "+" && $7 != "-") wrong("the annotation has an exon of " transcript " on no strand: STAR would count " \
        "nothing there")
      exons[transcript] += $5 - $4 + 1
    }
    END {
      if (failed) exit failed
      for (at = 1; at <= all; at++) {
        name = names[at]
        if (!(name in exons)) wrong("the annotation has no exon line of " name ": STAR would count nothing of it; " \
          "gffread -T --force-exons adds them")
        if (exons[name] > bases[name]) wrong("exons of " name " overlap: it has " bases[name] " bases, its exons " \
          exons[name])
        if (exons[name] < bases[name]) wrong(name " has " bases[name] " bases, its exons " exons[name] ": a CDS or " \
          "codon of it lies outside of them, or an option of gffread adds to them")
      }
    }
  ' "$2" "$1"
}

# index_bases GENOME: prints STAR's --genomeSAindexNbases for it: its manual has min(14, log2(length) / 2 - 1).
index_bases() {
  awk '
    !/^>/ { bases += length($0) }
    END {
      for (size = 0; size < 14 && 4 ^ (size + 2) <= bases; size++);
      print (size > 1 ? size : 1)
    }
  ' "$1"
}

# count_copies INDEX: says how many transcripts salmon left out, for their sequence is that of another, by the file
# `transcripts`: salmon lists decoys, too, and what --keepDuplicates keeps.
count_copies() {
  if grep -q '"keep_duplicates": true' "$1/info.json"; then return; fi
  copies=$(awk -F '\t' '
    FILENAME == ARGV[1] {
      transcript[$0]
      next
    }
    ($1 in transcript) && ($2 in transcript) { copies++ }
    END { printf "%.0f\n", copies }
  ' transcripts "$1/duplicate_clusters.tsv")
  [ "$copies" = 0 ] || say "$copies transcripts have the sequence of another, and are counted as that: see" \
    "duplicate_clusters.tsv; --keepDuplicates keeps them apart"
}
