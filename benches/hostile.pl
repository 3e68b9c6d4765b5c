#!/usr/bin/env perl
# Files that ask for too much, in the current folder:  hostile.pl CERTIFICATE.PEM SPKI.DER
# The certificates in DER have the key of SPKI.DER, and nobody has signed them.
use strict;
use warnings;

my ($certificate, $spki) = map { local $/; open my $in, '<:raw', $_ or die "$_: $!"; scalar <$in> } @ARGV;

sub save {
    my ($name, @parts) = @_;
    open my $out, '>:raw', $name or die "$name: $!";
    print $out @parts;
    close $out or die "$name: $!";
}

# One element of DER.
sub element {
    my $tag = shift;
    my $content = join '', @_;
    my $length = length $content;
    return pack('CC', $tag, $length) . $content if $length < 0x80;
    (my $digits = pack 'N', $length) =~ s/^\0+//;
    return pack('CC', $tag, 0x80 | length $digits) . $digits . $content;
}

sub certificate {
    my ($serial, $names) = @_;
    my $algorithm = element 0x30, pack 'H*', '06082a8648ce3d040302';
    my $name = element 0x30, element 0x31, element 0x30, pack('H*', '0603550403'), element 0x0c, 'x';
    my $time = element 0x17, '260101000000Z';
    my $san = element 0x30, pack('H*', '0603551d11'), element 0x04, element 0x30, $names;
    my $body = element 0x30, pack('H*', 'a003020102'), element(0x02, $serial), $algorithm, $name,
        element(0x30, $time, $time), $name, $spki, element 0xa3, element 0x30, $san;
    return element 0x30, $body, $algorithm, pack 'H*', '03020001';
}

sub names { return join '', map { element 0x82, "h$_.test" } 1 .. $_[0] }

open my $line, '>:raw', 'line' or die "line: $!";
print $line 'A' x (1 << 20) for 1 .. 300;
close $line or die "line: $!";
save 'certificates-100000', $certificate x 100_000;
save 'certificates-9999', $certificate x 9_999;
save 'blocks-100000', "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n" x 100_000;
save 'names-200000', certificate("\1", names 200_000);
save 'names-75000', certificate("\1", names 75_000);
save 'nested', pack('H*', '3080') x 100_000;
my ($nested, $length) = ([pack 'H*', '0500'], 2);
for (1 .. 100_000) {
    push @$nested, pack 'H*N', '3084', $length;
    $length += 6;
}
save 'nested-lengths', reverse @$nested;
save 'length', pack 'H*', '3084ffffffff020100';
save 'serial', certificate("\x7f" x 1000, '');
