#!/usr/bin/python3
"""The wrap of the intake key in Python, written from its description in docs/formats.md only.

intake.py open PRIVATE GENERATION    a wrap on stdin, the key on stdout, exit code 2 for a refusal
intake.py seal PUBLIC GENERATION     32 bytes on stdin, a wrap on stdout

PRIVATE and PUBLIC are hexadecimal. Needs python3-cryptography.
"""
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def cipher(own, other, enc, public, generation):
    info = b"kluis/intake/v1" + generation.to_bytes(4, "little") + enc + public
    return AESGCM(HKDF(hashes.SHA256(), 32, None, info).derive(own.exchange(ec.ECDH(), other)))


def bytes_of(point):
    return point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def point_of(data):
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, data)


act, key, generation, data = sys.argv[1], bytes.fromhex(sys.argv[2]), int(sys.argv[3]), sys.stdin.buffer.read()
if act == "seal":
    own = ec.generate_private_key(CURVE)
    enc = bytes_of(own.public_key())
    sys.stdout.buffer.write(enc + cipher(own, point_of(key), enc, key, generation).encrypt(bytes(12), data, None))
else:
    own = ec.derive_private_key(int.from_bytes(key, "big"), CURVE)
    enc = data[:65]
    try:
        opened = cipher(own, point_of(enc), enc, bytes_of(own.public_key()), generation).decrypt(bytes(12), data[65:], None)
    except InvalidTag:
        sys.exit(2)
    sys.stdout.buffer.write(opened)
