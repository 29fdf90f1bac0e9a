"""Encrypts as RFC 7516 and RFC 7518 (A256CBC-HS512, RSA-OAEP) say: an implementation of its own, to read with ours."""
import base64, hashlib, hmac, json, os, struct, sys

from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


ask = json.load(sys.stdin)
digest = hashes.SHA256() if ask["alg"].endswith("256") else hashes.SHA1()
content_key, iv = os.urandom(64), os.urandom(16)
header = b64(json.dumps({"alg": ask["alg"], "enc": "A256CBC-HS512"}).encode())
padder = padding.PKCS7(128).padder()
clear = padder.update(ask["clear"].encode()) + padder.finalize()
cipher = Cipher(algorithms.AES(content_key[32:]), modes.CBC(iv)).encryptor()
ciphertext = cipher.update(clear) + cipher.finalize()
covered = header.encode() + iv + ciphertext + struct.pack(">Q", len(header) * 8)
tag = hmac.new(content_key[:32], covered, hashlib.sha512).digest()[:32]
public = serialization.load_pem_public_key(ask["key"].encode())
encrypted_key = public.encrypt(content_key, rsa_padding.OAEP(rsa_padding.MGF1(digest), digest, None))
json.dump({
    "protected": header,
    "unprotected": {"cty": "application/vcon", "enc": "A256CBC-HS512", "uuid": "019f15a6-a752-826f-b9a2-279e0d16bc46"},
    "recipients": [{"encrypted_key": b64(encrypted_key)}],
    "iv": b64(iv), "ciphertext": b64(ciphertext), "tag": b64(tag),
}, sys.stdout)
