package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" // the platform signs with SHA-1
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// Errors of the callback cryptography. They are wrapped with detail; test for
// them with errors.Is. The numbers are the result codes of the platform's own
// library (doc 90968).
var (
	ErrSignature  = errors.New("wecom: callback signature does not match")           // -40001
	ErrEnvelope   = errors.New("wecom: callback envelope is not valid")              // -40002
	ErrAESKey     = errors.New("wecom: EncodingAESKey must be 43 base64 characters") // -40004
	ErrReceiver   = errors.New("wecom: callback is for another receiver")            // -40005
	ErrCiphertext = errors.New("wecom: callback ciphertext is not valid")            // -40007, -40008, -40010
)

// MaxBody is the number of bytes of a callback body an HTTP edge should read
// at most; real callbacks stay far below it.
const MaxBody = 1 << 20

const (
	padBlock   = 32     // PKCS#7 block of the platform, not the AES block
	headerSize = 16 + 4 // random prefix and message length
	keyChars   = 43     // base64 of 32 bytes without its '='
)

// Crypt verifies, decrypts and encrypts callbacks of one application
// (doc 90930, 90968): AES-256-CBC with the head of the key as IV, and a
// SHA-1 signature over the sorted token, timestamp, nonce and ciphertext.
// It is immutable and safe for concurrent use.
type Crypt struct {
	token     string
	receiveID string
	block     cipher.Block
	iv        [aes.BlockSize]byte
}

// NewCrypt returns the Crypt for the token and EncodingAESKey of the
// application's receive settings. receiveID is the corp id for a self-built
// application and empty for a smart robot. The error is ErrAESKey, or names an
// empty token; it never contains a value.
func NewCrypt(token, encodingAESKey, receiveID string) (*Crypt, error) {
	if token == "" {
		return nil, errors.New("wecom: callback token is empty")
	}
	key, err := base64.RawStdEncoding.DecodeString(encodingAESKey)
	if err != nil || len(encodingAESKey) != keyChars {
		return nil, ErrAESKey
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, ErrAESKey
	}
	return &Crypt{token: token, receiveID: receiveID, block: block, iv: [aes.BlockSize]byte(key)}, nil
}

// Format prints the receiver only, so that no log line carries the key.
func (c *Crypt) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wecom.Crypt(%s)", c.receiveID) }

// Signature returns the lower-case hex msg_signature of the three values,
// which are used exactly as they travel.
func (c *Crypt) Signature(timestamp, nonce, encrypt string) string {
	sum := c.sign(timestamp, nonce, []byte(encrypt))
	return string(sum[:])
}

func (c *Crypt) sign(timestamp, nonce string, encrypt []byte) (text [2 * sha1.Size]byte) {
	parts := [...][]byte{[]byte(c.token), []byte(timestamp), []byte(nonce), encrypt}
	slices.SortFunc(parts[:], bytes.Compare)
	h := sha1.New()
	for _, part := range parts {
		h.Write(part)
	}
	var sum [sha1.Size]byte
	hex.Encode(text[:], h.Sum(sum[:0]))
	return text
}

// Verify reports ErrSignature unless signature belongs to the other three
// values. The comparison takes constant time.
func (c *Crypt) Verify(signature, timestamp, nonce, encrypt string) error {
	return c.verify(signature, timestamp, nonce, []byte(encrypt))
}

func (c *Crypt) verify(signature, timestamp, nonce string, encrypt []byte) error {
	want := c.sign(timestamp, nonce, encrypt)
	if subtle.ConstantTimeCompare(want[:], []byte(signature)) != 1 {
		return ErrSignature
	}
	return nil
}

// Decrypt returns the message inside the base64 ciphertext. The error is
// ErrCiphertext for anything that does not decode, and ErrReceiver when the
// message was meant for another receive id.
func (c *Crypt) Decrypt(encrypt string) ([]byte, error) { return c.decrypt([]byte(encrypt)) }

func (c *Crypt) decrypt(encrypt []byte) ([]byte, error) {
	data, err := base64.StdEncoding.AppendDecode(nil, encrypt)
	if err != nil {
		return nil, fmt.Errorf("%w: not base64", ErrCiphertext)
	}
	if n := len(data); n == 0 || n%aes.BlockSize != 0 {
		return nil, fmt.Errorf("%w: %d bytes", ErrCiphertext, n)
	}
	cipher.NewCBCDecrypter(c.block, c.iv[:]).CryptBlocks(data, data)
	if data, err = unpad(data); err != nil {
		return nil, err
	}
	if len(data) < headerSize {
		return nil, fmt.Errorf("%w: header missing", ErrCiphertext)
	}
	msgLen, data := binary.BigEndian.Uint32(data[16:]), data[headerSize:]
	if uint64(msgLen) > uint64(len(data)) {
		return nil, fmt.Errorf("%w: message length %d of %d", ErrCiphertext, msgLen, len(data))
	}
	if string(data[msgLen:]) != c.receiveID {
		return nil, ErrReceiver
	}
	return data[:msgLen:msgLen], nil
}

// unpad removes the PKCS#7 padding of 1 to 32 bytes.
func unpad(data []byte) ([]byte, error) {
	pad := int(data[len(data)-1])
	if pad < 1 || pad > padBlock || pad > len(data) {
		return nil, fmt.Errorf("%w: padding", ErrCiphertext)
	}
	for _, b := range data[len(data)-pad:] {
		if int(b) != pad {
			return nil, fmt.Errorf("%w: padding", ErrCiphertext)
		}
	}
	return data[:len(data)-pad], nil
}

// Encrypt returns the base64 ciphertext of plaintext addressed to the receive
// id. random must be fresh for every call outside of tests.
func (c *Crypt) Encrypt(plaintext []byte, random [16]byte) string {
	size := headerSize + len(plaintext) + len(c.receiveID)
	pad := padBlock - size%padBlock
	data := make([]byte, 0, size+pad)
	data = append(data, random[:]...)
	data = binary.BigEndian.AppendUint32(data, uint32(len(plaintext)))
	data = append(data, plaintext...)
	data = append(data, c.receiveID...)
	for range pad {
		data = append(data, byte(pad))
	}
	cipher.NewCBCEncrypter(c.block, c.iv[:]).CryptBlocks(data, data)
	return base64.StdEncoding.EncodeToString(data)
}
