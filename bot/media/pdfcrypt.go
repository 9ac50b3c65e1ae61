package media

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
)

// passwordPad fills up a password, all of an empty one (ISO 32000-1, 7.6.3.3).
const passwordPad = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08" +
	"\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

// unlock finds the key of a file that is encrypted against changes only, which
// everybody may read; false where it cannot be read.
func (d *pdfDoc) unlock() bool {
	if d.trailer["Encrypt"] == nil {
		return true
	}
	e, ok := d.dict(d.trailer["Encrypt"])
	version, revision := d.int(e["V"]), d.int(e["R"])
	if !ok || version != 1 && version != 2 && version != 4 || revision < 2 || revision > 4 {
		return false
	}
	size := 5
	if revision >= 3 {
		size = min(max(d.int(e["Length"])/8, 5), 16)
	}
	if version == 4 {
		filters, _ := d.dict(e["CF"])
		name, _ := d.resolve(e["StmF"]).(pdfName)
		f, _ := d.dict(filters[name])
		d.aes, size = d.resolve(f["CFM"]) == pdfName("AESV2"), 16
	}
	owner, _ := d.resolve(e["O"]).(pdfBytes)
	var id pdfBytes
	if ids := d.list(d.trailer["ID"]); len(ids) > 0 {
		id, _ = d.resolve(ids[0]).(pdfBytes)
	}
	rights := binary.LittleEndian.AppendUint32(nil, uint32(int64(d.int(e["P"]))))
	sum := md5.Sum([]byte(passwordPad + string(owner) + string(rights) + string(id)))
	key := sum[:]
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:size])
			key = sum[:]
		}
	}
	d.key = key[:size]
	return true
}

// decrypt returns a stream's bytes as they were before.
func (d *pdfDoc) decrypt(s pdfStream) []byte {
	if d.resolve(s.dict["Type"]) == pdfName("XRef") {
		return s.raw
	}
	seed := append([]byte(nil), d.key...)
	seed = append(seed, byte(s.num), byte(s.num>>8), byte(s.num>>16), byte(s.gen), byte(s.gen>>8))
	if d.aes {
		seed = append(seed, "sAlT"...)
	}
	sum := md5.Sum(seed)
	key := sum[:min(len(d.key)+5, 16)]
	if !d.aes {
		out := make([]byte, len(s.raw))
		if c, err := rc4.NewCipher(key); err == nil {
			c.XORKeyStream(out, s.raw)
		}
		return out
	}
	n := len(s.raw) / aes.BlockSize * aes.BlockSize
	block, err := aes.NewCipher(key)
	if err != nil || n <= aes.BlockSize {
		return nil
	}
	out := make([]byte, n-aes.BlockSize)
	cipher.NewCBCDecrypter(block, s.raw[:aes.BlockSize]).CryptBlocks(out, s.raw[aes.BlockSize:n])
	return out[:len(out)-min(int(out[len(out)-1]), aes.BlockSize)]
}
