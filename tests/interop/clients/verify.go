// Go's verdict about a certificate: verify CHAIN ROOTS HOST
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	chain, roots := read(os.Args[1]), x509.NewCertPool()
	for _, root := range read(os.Args[2]) {
		roots.AddCert(root)
	}
	above := x509.NewCertPool()
	for _, one := range chain[1:] {
		above.AddCert(one)
	}
	options := x509.VerifyOptions{DNSName: os.Args[3], Roots: roots, Intermediates: above}
	if _, err := chain[0].Verify(options); err != nil {
		refuse(err)
	}
}

func read(path string) (found []*x509.Certificate) {
	rest, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	for block, rest := pem.Decode(rest); block != nil; block, rest = pem.Decode(rest) {
		one, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			refuse(err)
		}
		found = append(found, one)
	}
	return
}

func refuse(err error) {
	fmt.Fprintln(os.Stderr, "refused:", err)
	os.Exit(3)
}
