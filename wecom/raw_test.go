package wecom_test

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"testing"
)

// encryptRaw encrypts plain with the sample key as it is, to build ciphertexts
// no honest sender makes.
func encryptRaw(tb testing.TB, plain []byte) string {
	tb.Helper()
	key, err := base64.RawStdEncoding.DecodeString(sampleKey)
	if err != nil {
		tb.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		tb.Fatal(err)
	}
	out := make([]byte, len(plain))
	cipher.NewCBCEncrypter(block, key[:aes.BlockSize]).CryptBlocks(out, plain)
	return base64.StdEncoding.EncodeToString(out)
}
