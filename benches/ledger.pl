# Grows a CA's ledger and the database of `openssl ca` to the same number of certificates, every tenth revoked.
#   ledger.pl COUNT LEDGER INDEX     LEDGER has the records of a CA and of one certificate, which is the pattern of the others
use strict;
use warnings;

my ($count, $ledger, $index) = @ARGV;
open my $in, "<", $ledger or die "$ledger: $!";
my ($created, $issued) = <$in>;
close $in;

open my $records, ">", $ledger or die "$ledger: $!";
open my $database, ">", $index or die "$index: $!";
print $records $created;
for my $number (1 .. $count) {
    my $serial = sprintf "4D%036X%02X", $number * 7919, $number % 251;
    my $pairs = join ":", unpack "(A2)*", $serial;
    my $record = $issued;
    $record =~ s/"serial":"[^"]*"/"serial":"$pairs"/;
    $record =~ s/pattern\.test/app$number.test/g;
    $record =~ s{("path":"[^"]*)/([^/"]*")}{$1/app$number/$2}g;
    print $records $record;
    my $revoked = $number % 10 == 0;
    print $records qq({"event":"revoked","revoked_at":"2026-01-01T00:00:00Z","serial":"$pairs","reason":"superseded"}\n) if $revoked;
    print $database join("\t", $revoked ? "R" : "V", "361231235959Z", $revoked ? "260101000000Z,superseded" : "", $serial, "unknown", "/CN=app$number.test"), "\n";
}
