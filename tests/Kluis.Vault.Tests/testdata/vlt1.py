#!/usr/bin/python3
"""VLT1 in Python, written from the description of the format and from c2sp.org/chunked-encryption only.

vlt1.py open KEY OBJECT_ID KEY_ID CONTEXT    sealed bytes on stdin, plaintext on stdout, exit code 2 for a refusal
vlt1.py seal KEY OBJECT_ID KEY_ID CONTEXT    plaintext on stdin, sealed bytes on stdout
vlt1.py vectors FOLDER                       writes the test vectors (always the same bytes)

KEY, OBJECT_ID, KEY_ID and CONTEXT are hexadecimal; an empty CONTEXT is "-". Needs python3-cryptography.
"""
import hashlib
import json
import os
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

CHUNK, TAG, HEADER = 16384, 16, 96
LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"


class Refused(Exception):
    pass


def prefix(object_id, key_id):
    return b"VLT1" + bytes([1, 14]) + HEADER.to_bytes(2, "little") + object_id + key_id


def derive(key, salt, context):
    out = HKDFExpand(hashes.SHA512(), 32 + 12 + 32, LABEL + salt + context).derive(key)
    return AESGCM(out[:32]), int.from_bytes(out[32:44], "big"), out[44:]


def seal(key, object_id, key_id, context, plain, salt):
    start = prefix(object_id, key_id)
    aes, base, commitment = derive(key, salt, start + context)
    chunks = [plain[i:i + CHUNK] for i in range(0, len(plain) + 1, CHUNK)]
    return start + salt + commitment + b"".join(
        aes.encrypt((base ^ k).to_bytes(12, "big"), chunk, b"") for k, chunk in enumerate(chunks))


def open_(key, object_id, key_id, context, sealed):
    start, salt, commitment, body = sealed[:40], sealed[40:64], sealed[64:96], sealed[96:]
    if start != prefix(object_id, key_id):
        raise Refused("header")
    if len(body) % (CHUNK + TAG) < TAG:
        raise Refused("length")
    aes, base, expected = derive(key, salt, start + context)
    if commitment != expected:
        raise Refused("commitment")
    try:
        return b"".join(
            aes.decrypt((base ^ k).to_bytes(12, "big"), body[at:at + CHUNK + TAG], b"")
            for k, at in enumerate(range(0, len(body), CHUNK + TAG)))
    except InvalidTag:
        raise Refused("chunk")


def plaintext(length):
    return bytes((i * 31 + (i >> 8)) & 255 for i in range(length))



def build(case, files):
    """A case is a list of slices of files, or of hexadecimal bytes, joined, with bits flipped afterwards."""
    data = bytearray()
    for part in case["parts"]:
        data += bytes.fromhex(part["hex"]) if "hex" in part else files[part["file"]][part["from"]:part["to"]]
    for at, bit in case.get("flips", []):
        data[at] ^= 1 << bit
    return bytes(data)


def cases(name, sealed, other):
    """Everything that must be refused, from a valid object of two chunks and a bit and one of another key."""
    size, full = len(sealed), CHUNK + TAG
    cut = lambda start, end, file=name: {"file": file, "from": start, "to": end}
    chunk = lambda k, file=name: cut(HEADER + k * full, min(HEADER + (k + 1) * full, size), file)
    head, one = cut(0, HEADER), lambda label, parts, **more: {"name": label, "parts": parts, **more}
    for at in sorted({0, 1, 4, 8, 24, 40, 64, 95, 96, 97, 111, size - 1, size - 16, size - 17} | {
            HEADER + k * full + d for k in (1, 2) for d in (-17, -16, -1, 0, 1, 15, 16)}):
        yield one(f"truncated to {at}", [cut(0, at)])
    regions = {
        "magic": 0, "suite": 4, "chunk size": 5, "header length": 6, "header length high": 7, "object id": 8,
        "object id end": 23, "key id": 24, "key id end": 39, "salt": 40, "salt end": 63, "commitment": 64,
        "commitment end": 95, "chunk 0": 96, "chunk 0 end": 96 + CHUNK - 1, "tag 0": 96 + CHUNK,
        "tag 0 end": 96 + full - 1, "chunk 1": 96 + full, "tag 1": 96 + 2 * full - 16, "last chunk": 96 + 2 * full,
        "last tag": size - 16, "last byte": size - 1}
    for region, at in regions.items():
        for bit in (0, 7):
            yield one(f"bit {bit} of {region} flipped", [cut(0, size)], flips=[[at, bit]])
    yield one("chunks 0 and 1 swapped", [head, chunk(1), chunk(0), chunk(2)])
    yield one("chunk 0 twice", [head, chunk(0), chunk(0), chunk(2)])
    yield one("chunk 0 missing", [head, chunk(1), chunk(2)])
    yield one("chunk 1 missing", [head, chunk(0), chunk(2)])
    yield one("last chunk first", [head, chunk(2)])
    yield one("chunk 0 of another object", [head, chunk(0, other), chunk(1), chunk(2)])
    yield one("last chunk of another object", [head, chunk(0), chunk(1), chunk(2, other)])
    yield one("header of another object", [cut(0, HEADER, other), chunk(0), chunk(1), chunk(2)])
    yield one("salt and commitment of another object",
              [cut(0, 40), cut(40, HEADER, other), chunk(0), chunk(1), chunk(2)])
    yield one("extended by a byte", [cut(0, size), {"hex": "00"}])
    yield one("extended by an empty chunk's size", [cut(0, size), {"hex": "00" * 16}])
    yield one("extended by its own last chunk", [cut(0, size), chunk(2)])
    yield one("extended by its own first chunk", [cut(0, size), chunk(0)])
    whole = [cut(0, size)]
    yield one("wrong key", whole, key="ff" * 32)
    yield one("wrong object id", whole, object="ff" * 16)
    yield one("wrong key id", whole, keyId="ff" * 16)
    yield one("wrong context", whole, context="ff" * 33)
    yield one("no context", whole, context="")
    yield one("context cut by a byte", whole, context="07" * 32)
    yield one("nothing", [])


def vectors(folder):
    key, object_id, key_id = bytes(range(32)), bytes(range(16)), bytes(range(16, 32))
    context = b"\x07" * 33
    lengths = {"empty": 0, "byte": 1, "short": 100, "almost-chunk": CHUNK - 1, "chunk": CHUNK, "chunk-and-byte":
               CHUNK + 1, "three": 2 * CHUNK + 1000}
    salted = lambda text: hashlib.sha256(text.encode()).digest()[:24]
    files = {n: seal(key, object_id, key_id, context, plaintext(s), salted(n)) for n, s in lengths.items()}
    # The same ids and length: what an attacker with a second object of the same make could mix in.
    files["other"] = seal(b"\x55" * 32, object_id, key_id, context, plaintext(lengths["three"]), salted("other"))
    refused = list(cases("three", files["three"], "other"))
    for case in refused:
        try:
            open_(bytes.fromhex(case.get("key", key.hex())), bytes.fromhex(case.get("object", object_id.hex())),
                  bytes.fromhex(case.get("keyId", key_id.hex())), bytes.fromhex(case.get("context", context.hex())),
                  build(case, files))
        except Refused:
            continue
        raise AssertionError("not refused: " + case["name"])
    for name, data in files.items():
        with open(os.path.join(folder, name + ".vlt1"), "wb") as file:
            file.write(data)
    with open(os.path.join(folder, "vectors.json"), "w", encoding="utf-8") as file:
        json.dump({
            "plaintext": "byte i is (i * 31 + (i >> 8)) & 255",
            "key": key.hex(), "object": object_id.hex(), "keyId": key_id.hex(), "context": context.hex(),
            "valid": [{"file": n, "length": s, "sha256": hashlib.sha256(plaintext(s)).hexdigest()}
                      for n, s in lengths.items()],
            "refused": refused}, file, indent=1)
        file.write("\n")


def main(act, *values):
    if act == "vectors":
        return vectors(*values)
    key, object_id, key_id, context = (bytes.fromhex(v.strip("-")) for v in values)
    data = sys.stdin.buffer.read()
    sys.stdout.buffer.write(
        open_(key, object_id, key_id, context, data) if act == "open"
        else seal(key, object_id, key_id, context, data, os.urandom(24)))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Refused as refusal:
        print("refused:", refusal, file=sys.stderr)
        sys.exit(2)
