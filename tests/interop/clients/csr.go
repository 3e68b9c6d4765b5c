// Requests as Go programs make them, one for each kind of key.
package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"os"
)

func main() {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	check(err)
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	check(err)
	for name, key := range map[string]crypto.Signer{"ecdsa.pem": ec, "rsa.pem": rsaKey, "ed25519.pem": ed} {
		der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
			Subject:     pkix.Name{CommonName: "dev.test", Organization: []string{"Acme"}},
			DNSNames:    []string{"dev.test"},
			IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		}, key)
		check(err)
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
		check(os.WriteFile(name, block, 0o644))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
