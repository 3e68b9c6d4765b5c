#!/usr/bin/env bash
# Speed and memory beside openssl and mkcert, in one run on one machine; `just bench` builds first.
#   benches/run.sh [RUNS]      RUNS of RSA 2048 (default 200); larger keys get a third of them
#   DEVCERT is the program that is measured, such as a static one [default: target/release/devcert]
# Needs hyperfine, jq, GNU time, perl, openssl and mkcert (Debian: hyperfine jq time perl openssl mkcert).
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD/benches

runs=${1:-200}
few=$(((runs + 2) / 3))
devcert=$(realpath "${DEVCERT:-target/release/devcert}")
for program in hyperfine jq mkcert openssl perl /usr/bin/time; do
    command -v "$program" >/dev/null || { echo "benches/run.sh needs $program (Debian: hyperfine jq time perl openssl mkcert)" >&2; exit 2; }
done
rate=$PWD/target/release/examples/issue_rate
key_rate=$PWD/target/release/examples/key_rate
[ -x "$devcert" ] && [ -x "$rate" ] && [ -x "$key_rate" ] || { echo "benches/run.sh needs $devcert; build it with: just build" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo "machine: $(lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores, $(uname -sr)"
echo "peers:   $(openssl version), mkcert $(mkcert -version)"
echo "devcert: $("$devcert" --version), $(($(stat -c %s "$devcert") / 1024)) KiB"
# The best is used where no row says otherwise.
echo "paths:   $("$key_rate" 1024 1 | sed -n 's/.*one thread, \([a-z0-9]*\) .*/\1/p' | paste -sd ' '), the last unless a row names another"
echo
printf '%-34s %6s %12s %12s %12s %12s %8s\n' what runs "ours mean" "ours median" "peer mean" "peer median" "ratio"

# compare NAME RUNS OURS PEER: both in one run of hyperfine
compare() {
    hyperfine --shell=none --warmup 1 --runs "$2" --export-json result.json --style none "$3" "$4" >/dev/null 2>hyperfine.log ||
        { cat hyperfine.log >&2; exit 1; }
    jq -r '.results | .[] | [.mean, .median] | @tsv' result.json | paste -s | awk -v what="$1" -v runs="$2" '{
        printf "%-34s %6d %9.2f ms %9.2f ms %9.2f ms %9.2f ms %7.1fx\n", what, runs, $1*1000, $2*1000, $3*1000, $4*1000, $3/$1 }'
}

compare "start-up (--version)" "$runs" "$devcert --version" "openssl version"
compare "RSA 2048 key, printed" "$runs" "$devcert genkey --quiet --out -" "openssl genrsa 2048"
compare "RSA 2048 key, in a file" "$runs" "$devcert genkey --force --quiet --out r2.pem" "openssl genrsa -out o2.pem 2048"
compare "RSA 3072 key, in a file" "$few" "$devcert genkey --force --quiet --bits 3072 --out r3.pem" "openssl genrsa -out o3.pem 3072"
compare "RSA 4096 key, in a file" "$few" "$devcert genkey --force --quiet --bits 4096 --out r4.pem" "openssl genrsa -out o4.pem 4096"
# The paths of other processors: each is limited to some instructions, and uses the best that this one has of them.
for most in avx2 adx plain; do
    ours="env DEVCERT_BENCH_INSTRUCTIONS=$most $devcert genkey --force --quiet"
    compare "RSA 2048 key, $most" "$runs" "$ours --out r2.pem" "openssl genrsa -out o2.pem 2048"
    compare "RSA 3072 key, $most" "$few" "$ours --bits 3072 --out r3.pem" "openssl genrsa -out o3.pem 3072"
    compare "RSA 4096 key, $most" "$few" "$ours --bits 4096 --out r4.pem" "openssl genrsa -out o4.pem 4096"
done
# Which of them this processor has, and their speed with the same random numbers.
for bits in 2048 3072 4096; do
    "$key_rate" "$bits" "$few"
done
compare "EC P-256 key" "$runs" "$devcert genkey --force --quiet --algorithm p256 --out p.pem" \
    "openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out op.pem"
compare "RSA 2048 self-signed, verified" "$runs" "$devcert selfsign --new-key --force --quiet" \
    "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout ok.pem -out oc.pem"
compare "EC P-256 self-signed, verified" "$runs" "$devcert selfsign --new-key --force --quiet --algorithm p256" \
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout ok.pem -out oc.pem"

# What happens around the key, on the path of most processors.
compare "RSA 2048 self-signed, avx2" "$runs" "env DEVCERT_BENCH_INSTRUCTIONS=avx2 $devcert selfsign --new-key --force --quiet" \
    "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout ok.pem -out oc.pem"
"$devcert" selfsign --quiet --new-key --algorithm p256 --dir pair
pair="pair/private.pem pair/file.crt"
compare "verify of a P-256 pair" "$runs" "$devcert verify $pair" "openssl verify -CAfile pair/file.crt pair/file.crt"
for command in inspect lint expires; do
    compare "$command" "$runs" "$devcert $command pair/file.crt" "openssl x509 -noout -text -in pair/file.crt"
done

# The same command lines, by both programs.
front="$devcert openssl"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=root -keyout root.key -out root.pem -days 100 2>openssl.log
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=leaf -keyout leaf.key -out leaf.csr 2>openssl.log
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -out leaf.pem 2>openssl.log
req="req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost"
compare "openssl req -x509 -newkey rsa:2048" "$runs" "$front $req -keyout fk.pem -out fc.pem" "openssl $req -keyout ok.pem -out oc.pem"
sign="x509 -req -in leaf.csr -CA root.pem -CAkey root.key -days 30"
compare "openssl x509 -req -CA" "$runs" "$front $sign -out fc.pem" "openssl $sign -out oc.pem"
compare "openssl verify" "$runs" "$front verify -CAfile root.pem leaf.pem" "openssl verify -CAfile root.pem leaf.pem"
cat >loop.sh <<'END'
for number in $(seq 100); do "$@" x509 -noout -enddate -in leaf.pem; done
END
compare "100 of openssl x509 -noout -enddate" 10 "sh loop.sh $front" "sh loop.sh openssl"

"$devcert" ca init --quiet --ca ca
"$devcert" csr --quiet --algorithm p256 --new-key --key ready.pem --out ready.csr
export CAROOT=$PWD/mkcert
mkcert -key-file m.key -cert-file m.crt localhost 2>/dev/null
compare "RSA 2048 from a CA, tried (mkcert)" "$runs" "$devcert issue --ca ca --new-key --force --quiet" \
    "mkcert -key-file m.key -cert-file m.crt localhost 127.0.0.1 ::1"
compare "the same, avx2" "$runs" "env DEVCERT_BENCH_INSTRUCTIONS=avx2 $devcert issue --ca ca --new-key --force --quiet" \
    "mkcert -key-file m.key -cert-file m.crt localhost 127.0.0.1 ::1"
compare "issued by a CA, key and all, tried" "$runs" "$devcert issue --ca ca --algorithm p256 --key i.pem --out i.crt --new-key --force --quiet" \
    "openssl x509 -req -in ready.csr -CA ca/ca.crt -CAkey ca/ca.key -days 365 -copy_extensions copy -out o.crt"
compare "a request signed by a CA" "$runs" "$devcert sign ready.csr --ca ca --out s.crt --force --quiet" \
    "openssl x509 -req -in ready.csr -CA ca/ca.crt -CAkey ca/ca.key -days 365 -copy_extensions copy -out o.crt"

# A CA that has issued many: each command has to read a ledger of that length, or know how to do without.
for count in 1000 10000 100000; do
    "$devcert" ca init --quiet --ca "ca$count"
    "$devcert" issue --quiet --ca "ca$count" --algorithm p256 --dir "pattern$count" pattern.test
    mkdir "openssl$count"
    perl "$here/ledger.pl" "$count" "ca$count/ledger.jsonl" "openssl$count/index.txt"
    echo 1000 >"openssl$count/number"
    printf '%s\n' '[ca]' 'default_ca = it' '[it]' "database = openssl$count/index.txt" "crlnumber = openssl$count/number" "new_certs_dir = ." \
        'rand_serial = yes' 'unique_subject = no' 'default_md = sha256' 'policy = any' 'certificate = ca/ca.crt' 'private_key = ca/ca.key' \
        'default_days = 30' 'default_crl_days = 30' '[any]' 'commonName = optional' >"openssl$count/ca.cnf"
    peer="openssl ca -batch -config openssl$count/ca.cnf"
    compare "issue, $count in the ledger" 20 "$devcert issue --ca ca$count --algorithm p256 --key i.pem --out i.crt --new-key --force --quiet" \
        "$peer -notext -in ready.csr -out o.crt"
    compare "sign, $count in the ledger" 20 "$devcert sign ready.csr --ca ca$count --out s.crt --force --quiet" \
        "$peer -notext -in ready.csr -out o.crt"
    compare "crl, $count in the ledger" 10 "$devcert crl --ca ca$count --out s.crl --force --quiet" "$peer -gencrl -out o.crl"
    # What reading the whole ledger costs.
    compare "ca show, $count in the ledger" 10 "$devcert ca show --ca ca$count" "openssl ca -config openssl$count/ca.cnf -updatedb"
done

echo
"$rate"

echo
printf '%-34s %12s\n' "peak memory" "ours"
memory() {
    local name=$1
    shift
    /usr/bin/time -f %M -o memory "$@" >/dev/null 2>&1
    printf '%-34s %8s KiB\n' "$name" "$(cat memory)"
}
memory "RSA 4096 key" "$devcert" genkey --force --bits 4096 --out r4.pem
memory "self-signed, verified" "$devcert" selfsign --new-key --force
memory "verify" "$devcert" verify

echo
echo "1,000 RSA 2048 keys, one process:"
/usr/bin/time -f '%e s, %U s of processor time, %M KiB' "$devcert" genkey --quiet --count 1000 --out-dir many

# 10,000 different certificates: one of openssl's, each with a serial number of its own.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -subj /CN=host.test -days 400 \
    -set_serial 0x1122334455667788 -addext subjectAltName=DNS:host.test,DNS:other.test -outform DER -out one.der 2>/dev/null
mkdir certificates
perl -MMIME::Base64 -e '
    local $/; open my $in, "<:raw", "one.der"; my $der = <$in>;
    my $at = index $der, pack "H*", "1122334455667788";
    for my $number (1 .. 10_000) {
        substr $der, $at + 4, 4, pack "N", $number;
        my $base64 = encode_base64 $der, ""; $base64 =~ s/(.{64})/$1\n/g;
        open my $out, ">", "certificates/$number.pem";
        print $out "-----BEGIN CERTIFICATE-----\n$base64\n-----END CERTIFICATE-----\n";
    }'
cat certificates/*.pem >all.pem
echo
echo "10,000 certificates, which end in time? (the peer is a loop over 200 of them)"
printf '%-34s %12s\n' what "mean"
measure() {
    hyperfine --shell=none --warmup 1 --runs 10 --export-json result.json --style none "$2" >/dev/null 2>hyperfine.log ||
        { cat hyperfine.log >&2; exit 1; }
    jq -r '.results[0].mean * 1000' result.json | awk -v what="$1" '{ printf "%-34s %9.2f ms\n", what, $1 }'
}
measure "devcert, 10,000 files" "$devcert expires certificates"
measure "devcert, one file of 10,000" "$devcert expires all.pem"
measure "openssl -checkend, 200 files" \
    "sh -c 'for number in \$(seq 200); do openssl x509 -in certificates/\$number.pem -noout -checkend 2592000; done'"

# An answer or a limit in a second and 200 MiB at most; openssl beside it, where it reads such a file.
openssl pkey -in key.pem -pubout -outform der -out spki.der
openssl x509 -inform der -in one.der -out one.pem
mkdir hostile
(cd hostile && perl "$here/hostile.pl" ../one.pem ../spki.der)
echo
echo "files that ask for too much: inspect"
printf '%-34s %12s %12s %12s %12s\n' what ours memory peer memory
# taken LINE: the time and the peak memory of a program, whatever it thinks of the file
taken() {
    local status=0
    # shellcheck disable=SC2086 # a line, to be split
    /usr/bin/time -f '%e s %M KiB' -o taken timeout 20 $1 >/dev/null 2>&1 || status=$?
    [ "$status" -ne 124 ] || { printf ' %12s' "over 20 s"; return; }
    tail -n 1 taken | { read -r time _ peak _; printf ' %10s s %8s KiB' "$time" "$peak"; }
}
# hostile NAME FILE [PEER]
hostile() {
    printf '%-34s%s%s\n' "$1" "$(taken "$devcert inspect hostile/$2")" "${3:+$(taken "$3 -in hostile/$2")}"
}
hostile "300 MiB on one line" line "openssl x509 -noout"
hostile "100,000 certificates" certificates-100000 "openssl crl2pkcs7 -nocrl -out /dev/null -certfile hostile/certificates-100000"
hostile "100,000 blocks that hold nothing" blocks-100000
hostile "9,999 certificates" certificates-9999 "openssl crl2pkcs7 -nocrl -out /dev/null -certfile hostile/certificates-9999"
hostile "200,000 names in a certificate" names-200000 "openssl x509 -inform der -noout -text"
hostile "75,000 names in a certificate" names-75000 "openssl x509 -inform der -noout -text"
hostile "100,000 nested tags" nested "openssl asn1parse -inform der"
hostile "100,000 nested lengths" nested-lengths "openssl asn1parse -inform der"
hostile "a length of 4 GiB" length "openssl asn1parse -inform der"
hostile "a serial number of 8,000 bits" serial "openssl x509 -inform der -noout -text"

# What a user waits for who builds from source, with the sources of the dependencies at hand.
echo
echo "cargo build --release, from nothing:"
cd "$here/.."
cargo fetch --locked --quiet
/usr/bin/time -f '%e s, %U s of processor time' cargo build --release --locked --quiet --bin devcert --target-dir "$work/target"
