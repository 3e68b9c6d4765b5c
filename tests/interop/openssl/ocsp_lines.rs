//! Lines about OCSP as scripts have them.

/// Files that the lines use, made by openssl.
pub(super) const FILES: [&str; 10] = [
    "printf 'V\\t271129165042Z\\t\\t1234ABCD\\tunknown\\t/CN=host\\nR\\t271129165042Z\\t261129165042Z,keyCompromise\\t02\\tunknown\\t/CN=x\\n' > index.txt",
    "printf 'R\\t271129165042Z\\t261129165042Z\\t03\\tunknown\\t/CN=y\\nR\\t271129165042Z\\t261129165042Z,holdInstruction,holdInstructionReject\\t04\\tunknown\\t/CN=z\\nR\\t271129165042Z\\t261129165042Z,keyTime,20261101000000Z\\t05\\tunknown\\t/CN=w\\nE\\t271129165042Z\\t\\t06\\tunknown\\t/CN=v\\n' >> index.txt",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -serial 2 -no_nonce -reqout req.der",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin req.der -respout resp.der -ndays 7",
    "openssl req -new -newkey rsa:2048 -nodes -keyout o.key -subj /CN=responder -out o.csr; echo extendedKeyUsage=OCSPSigning > o.ext; openssl x509 -req -in o.csr -CA ca.pem -CAkey ca.key -set_serial 7 -extfile o.ext -days 30 -out o.pem",
    "openssl x509 -req -in o.csr -CA ca.pem -CAkey ca.key -set_serial 8 -days 30 -out plain.pem",
    "echo noCheck=ignored >> o.ext; openssl x509 -req -in o.csr -CA ca.pem -CAkey ca.key -set_serial 9 -extfile o.ext -days 30 -out unchecked.pem",
    "openssl req -x509 -key o.key -subj /CN=other -days 100 -out other.pem; openssl x509 -in other.pem -addtrust OCSPSigning -out trusted.pem",
    "for name in o unchecked other; do openssl ocsp -index index.txt -CA ca.pem -rsigner $name.pem -rkey o.key -reqin req.der -respout $name.der -ndays 7; done",
    "cat ca.pem crl.pem > both.pem; mkdir hashed; h=$(openssl x509 -hash -noout -in ca.pem); cp ca.pem hashed/$h.0; cp crl.pem hashed/$h.r0",
];

/// Requests and responses, whose texts and files are compared.
pub(super) const SHOWN: [&str; 20] = [
    "openssl ocsp -issuer ca.pem -cert leaf.pem -no_nonce -reqout new.der -req_text",
    "openssl ocsp -issuer ca.pem -serial 0x1234 -serial 77 -no_nonce -reqout new.der -text",
    "openssl ocsp -sha256 -issuer ca.pem -cert leaf.pem -no_nonce -req_text",
    "openssl ocsp -issuer ca.pem -sha1 -cert leaf.pem -sha256 -serial 3 -sha512 -serial 4 -no_nonce -req_text",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -req_text | grep -v '^ *0410'",
    "openssl ocsp -reqin req.der -req_text",
    "openssl ocsp -reqin req.der -text -out out.txt",
    "openssl ocsp -respin resp.der -CAfile ca.pem",
    "openssl ocsp -respin resp.der -CAfile ca.pem -issuer ca.pem -cert leaf.pem",
    "openssl ocsp -respin resp.der -CAfile ca.pem -issuer ca.pem -cert leaf.pem -out o.txt -no_nonce",
    "openssl ocsp -respin resp.der -resp_text -noverify",
    "openssl ocsp -respin resp.der -text -CAfile ca.pem | head -40",
    "openssl ocsp -respin resp.der -VAfile ca.pem",
    "openssl ocsp -respin resp.der -verify_other ca.pem -trust_other -no_intern",
    "openssl ocsp -respin resp.der -no_cert_verify",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin req.der -respout r.der; openssl ocsp -respin r.der -CAfile ca.pem -issuer ca.pem -cert leaf.pem -no_nonce | sed 's/Update: .*//'; rm r.der",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -serial 0x1234abcd -serial 2 -serial 3 -serial 4 -serial 5 -serial 6 -serial 99 -respout r.der -ndays 3 -nmin 5 -no_nonce -resp_text | grep -vE 'Update|Produced|^ +[0-9a-f]{2}:'; rm r.der",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner o.pem -rkey o.key -rother ca.pem -reqin req.der -respout r.der -resp_key_id -nmin 5 -resp_text | grep -vE 'Update|Produced|^ +[0-9a-f]{2}:'; openssl ocsp -respin r.der -CAfile ca.pem; rm r.der",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner o.pem -rkey o.key -reqin req.der -respout r.der -resp_no_certs -rmd sha512 -resp_text | grep -vE 'Update|Produced|^ +[0-9a-f]{2}:'; openssl ocsp -respin r.der -CAfile ca.pem -verify_other o.pem; rm r.der",
    "openssl ocsp -index index.txt -CA leaf.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -cert leaf.pem -no_nonce -respout r.der; openssl ocsp -respin r.der -CAfile ca.pem -issuer ca.pem -cert leaf.pem -no_nonce | sed 's/Update: .*//'; rm r.der",
];

/// Mistakes and responses that do not verify, of which the status and the first words are compared.
pub(super) const MISTAKES: [&str; 23] = [
    "openssl ocsp -respin resp.der -CAfile ca.pem -issuer ca.pem -cert leaf.pem -serial 2 -serial 9 -no_nonce",
    "openssl ocsp -respin resp.der -no-CAfile -no-CApath",
    "openssl ocsp -respin resp.der -CAfile leaf.pem -no-CApath",
    "openssl ocsp -respin resp.der -CAfile ca.pem -attime 1000000000",
    "openssl ocsp -respin resp.der -CAfile ca.pem -attime 1000000000 -no_check_time",
    "openssl ocsp -respin resp.der -CAfile ca.pem -no_intern",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner plain.pem -rkey o.key -reqin req.der -respout r.der; openssl ocsp -respin r.der -CAfile ca.pem; e=$?; rm r.der; exit $e",
    "echo hello > bad; openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin bad",
    "openssl ocsp",
    "openssl ocsp -cert leaf.pem",
    "openssl ocsp -respin leaf.pem",
    "openssl ocsp -issuer nofile",
    "openssl ocsp -issuer ca.pem -cert nofile",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -sha256 -reqout x",
    "openssl ocsp -issuer ca.pem -serial zz",
    "openssl ocsp -nonsense",
    "openssl ocsp -index nofile -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin req.der",
    "openssl ocsp -index index.txt -reqin req.der",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner k.pem -reqin req.der",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin nofile",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -url http://127.0.0.1:1/",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key",
    "openssl ocsp -respin nofile",
];

/// Chains of responders, which are verified as other certificates are.
pub(super) const CHAINS: [&str; 32] = [
    "openssl ocsp -respin o.der -CAfile both.pem -crl_check",
    "openssl ocsp -respin o.der -CAfile ca.pem -crl_check",
    "openssl ocsp -respin unchecked.der -CAfile ca.pem -crl_check",
    "openssl ocsp -respin unchecked.der -CAfile ca.pem -crl_check_all",
    "openssl ocsp -respin other.der -CAfile other.pem",
    "openssl ocsp -respin other.der -CAfile trusted.pem",
    "openssl ocsp -respin other.der -CAfile trusted.pem -no_explicit",
    "openssl ocsp -respin o.der -CAfile ca.pem -no_cert_checks",
    "openssl ocsp -respin o.der -CAfile ca.pem -no_signature_verify",
    "openssl ocsp -respin o.der -CAfile ca.pem -no_chain -check_ss_sig -ignore_critical -extended_crl -use_deltas -allow_proxy_certs",
    "openssl ocsp -respin o.der -CApath hashed -crl_check_all",
    "openssl ocsp -respin o.der -CAstore ca.pem -no-CAfile -no-CApath",
    "openssl ocsp -respin o.der -no-CAfile -no-CApath -no-CAstore",
    "openssl ocsp -respin o.der -CAfile ca.pem -purpose sslserver",
    "openssl ocsp -respin o.der -CAfile ca.pem -purpose any",
    "openssl ocsp -respin o.der -CAfile ca.pem -x509_strict",
    "openssl ocsp -respin o.der -CAfile ca.pem -verify_depth 0",
    "openssl ocsp -respin o.der -CAfile ca.pem -policy 1.2.3.4 -explicit_policy",
    "openssl ocsp -respin o.der -CAfile ca.pem -policy_print -policy_check -inhibit_any -inhibit_map",
    "openssl ocsp -respin o.der -CAfile ca.pem -auth_level 4",
    "openssl ocsp -respin o.der -CAfile ca.pem -suiteB_128",
    "openssl ocsp -respin o.der -CAfile ca.pem -suiteB_128_only",
    "openssl ocsp -respin o.der -CAfile ca.pem -suiteB_192",
    "openssl ocsp -respin o.der -CAfile ca.pem -verify_name ssl_client",
    "openssl ocsp -respin o.der -CAfile ca.pem -verify_hostname x",
    "openssl ocsp -respin o.der -CAfile ca.pem -verify_email x@y",
    "openssl ocsp -respin o.der -CAfile ca.pem -verify_ip 1.2.3.4",
    "openssl ocsp -respin o.der -CAfile o.pem -partial_chain",
    "openssl ocsp -respin o.der -CAfile o.pem",
    "openssl ocsp -respin o.der -CAfile nothing",
    "openssl ocsp -respin o.der -CAfile k.pem",
    "openssl ocsp -respin o.der -CAfile ca.pem -purpose nothing",
];

/// Further options.
pub(super) const OPTIONS: [&str; 11] = [
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin req.der -respout r.der -rcid sha256 -resp_text | grep -E 'Hash Algorithm|Key Hash'; rm r.der",
    "openssl x509 -new -key sealed.pem -passin pass:secret -subj /CN=p -CA ca.pem -CAkey ca.key -extfile o.ext -set_serial 4 -out plain2.pem; openssl ocsp -index index.txt -CA ca.pem -rsigner plain2.pem -rkey sealed.pem -passin pass:secret -reqin req.der -respout r.der; openssl ocsp -respin r.der -CAfile ca.pem; rm r.der plain2.pem",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -rsigopt rsa_padding_mode:pss -reqin req.der -respout r.der -resp_text | grep -A4 'Signature Algorithm'; rm r.der",
    "printf '\\060\\003\\012\\001\\001' > e.der; openssl ocsp -respin e.der",
    "printf '\\060\\003\\012\\001\\006' > e.der; openssl ocsp -respin e.der -ignore_err",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -host 127.0.0.1:1 -path /x -header Host=a.test -timeout 2",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -host 127.0.0.1:1 -path /x -header Host",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -nonce -req_text | grep -c 'OCSP Nonce'",
    "openssl ocsp -reqin req.der -nonce -req_text | grep -c 'OCSP Nonce'",
    "openssl ocsp -respin o.der -CAfile ca.pem -issuer ca.pem -cert leaf.pem -no_nonce -validity_period 10 -status_age 1000000 | grep -v Update",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -serial 5 -respout r.der -ndays 1 -no_nonce; sleep 2; openssl ocsp -respin r.der -CAfile ca.pem -issuer ca.pem -serial 5 -no_nonce -status_age 1 | grep -vE 'Update|:error:'; rm r.der",
];

/// A responder for one request at `PORT`, and a client that asks it.
pub(super) const RESPONDER: &str =
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -nrequest 1 -port PORT";
pub(super) const CLIENT: &str =
    "openssl ocsp -issuer ca.pem -cert leaf.pem -CAfile ca.pem -url http://127.0.0.1:PORT/";
