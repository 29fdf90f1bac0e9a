# A mail server for tests: python3-aiosmtpd of Debian. Prints its port, then keeps each mail as a file of JSON.
import asyncio, base64, json, os, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

folder, mode, port, user, password = sys.argv[1:6]


class Keep:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 there is nobody of that name"
        if address.startswith("later@"):
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        count = len([name for name in os.listdir(folder) if name.endswith(".mail")])
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "content": base64.b64encode(envelope.content).decode(),
                "tls": mode == "tls" or session.ssl is not None, "user": session.auth_data}
        with open(os.path.join(folder, f"{count:04}.part"), "w") as file:
            json.dump(mail, file)
        os.rename(os.path.join(folder, f"{count:04}.part"), os.path.join(folder, f"{count:04}.mail"))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=right, handled=False, auth_data=user if right else None)


async def serve():
    options, outside = {}, None
    if mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
        if mode == "tls":
            outside = context
        else:
            options = {"tls_context": context, "require_starttls": True}
    if user:
        options |= {"auth_required": True, "auth_require_tls": mode == "starttls", "authenticator": authenticate}
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Keep(), hostname="localhost", loop=loop, **options), "127.0.0.1", int(port), ssl=outside)
    print("ready", flush=True)
    # Gone with whoever started it.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
