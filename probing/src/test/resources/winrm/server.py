"""Windows Remote Management without Windows: the shell of MS-WSMV over a fixed table of commands.

NTLM and the sealing of messages are pyspnego's. Usage: server.py HOST USERS CERTIFICATE KEY PORT=MODE,MODE...
"""
import base64, hashlib, os, re, ssl, struct, sys, threading, time, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree
from xml.sax.saxutils import escape

HOST, USERS, CERTIFICATE, KEY = sys.argv[1:5]
os.environ['NTLM_USER_FILE'] = USERS

import spnego
from spnego.channel_bindings import GssChannelBindings

S = 'http://www.w3.org/2003/05/soap-envelope'
A = 'http://schemas.xmlsoap.org/ws/2004/08/addressing'
W = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'
R = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell'
X = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'
F = 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault'
SEALED = 'application/HTTP-SPNEGO-session-encrypted'
PLAIN = 'application/soap+xml;charset=UTF-8'

CONFIGURATION = (
    'Windows IP Configuration\r\n\r\n'
    '   Host Name . . . . . . . . . . . . : NETBANK\r\n'
    '   IPv4 Address. . . . . . . . . . . : 10.1.20.11(Preferred)\r\n')
TABLE = {
    'hostname': ('NETBANK\r\n', '', 0),
    'ipconfig /all': (CONFIGURATION, '', 0),
    'whoami': ('netbank\\gr\u00fcn <&>\r\n', '', 0),
    'exit 3': ('', '', 3),
    'exit -1073741510': ('', '', -1073741510),
}
FAULTS = {
    'fault quota': ('QuotaLimit', 2150859174, 'This user has too many operations.'),
    'fault lost': ('InvalidSelectors', 2150858843, 'The shell was not found on the server.'),
    'fault other': ('InternalError', 87, 'The parameter is incorrect.'),
}
files = {'C:\\marker.txt': 'Bank of Berylia'}


class Refused(Exception):
    def __init__(self, subcode, code, text):
        self.subcode, self.code, self.text = subcode, code, text


class Command:
    def __init__(self, line, shells):
        self.endless = line == 'pause'
        self.slow = 2 if line == 'ver' else 0
        self.pieces, self.errors, self.code = self.run(line, shells)

    @staticmethod
    def run(line, shells):
        planted = re.fullmatch(r'\(echo ([a-z0-9]+)\)>(C:[\w\\.]+)', line, re.I)
        if planted:
            files[planted.group(2)] = planted.group(1)
            return [], '', 0
        if line.startswith('type '):
            text = files.get(line[5:])
            missing = 'The system cannot find the file specified.\r\n'
            return ([], missing, 1) if text is None else ([text[:4], text[4:] + '\r\n'], '', 0)
        if line == 'shells':
            return [str(len(shells)) + '\r\n'], '', 0
        if line == 'flood':
            return ['x' * 60000] * 10, '', 0
        if line in ('ver', 'pause'):
            return ['Microsoft Windows\r\n'], '', 0
        output, errors, code = TABLE.get(line, ('', 'is not recognized\r\n', 9009))
        return [output], errors, code


def fault(refused):
    return (
        f'<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:{refused.subcode}'
        f'</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">{refused.text}</s:Text>'
        f'</s:Reason><s:Detail><f:WSManFault xmlns:f="{F}" Code="{refused.code}" Machine="netbank">'
        f'<f:Message>{refused.text}</f:Message></f:WSManFault></s:Detail></s:Fault>')


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    server_version = 'Microsoft-HTTPAPI/2.0'
    sys_version = ''
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.context = None
        self.account = None

    def log_message(self, form, *args):
        print(self.server.server_port, form % args, flush=True)

    def has(self, mode):
        return mode in self.server.modes

    def answer(self, status, body=b'', kind=None, headers=()):
        self.send_response(status)
        if kind:
            self.send_header('Content-Type', kind)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self):
        self.context = self.account = None
        offers = [('WWW-Authenticate', 'Negotiate')]
        if self.has('basic'):
            offers.append(('WWW-Authenticate', 'Basic realm="WSMAN"'))
        self.answer(401, headers=offers)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        if not self.signed_in():
            return
        if not body:
            self.answer(200)
            return
        sealed = SEALED in self.headers.get('Content-Type', '')
        if not sealed and not self.has('tls') and not self.has('unencrypted'):
            self.answer(500)
            return
        try:
            self.reply(sealed, self.opened(body) if sealed else body)
        except Exception as e:
            print(repr(e), flush=True)
            self.answer(400)

    def signed_in(self):
        scheme, _, token = self.headers.get('Authorization', '').partition(' ')
        try:
            if scheme == 'Basic' and self.has('basic'):
                account, _, password = base64.b64decode(token).decode().partition(':')
                with open(USERS) as lines:
                    right = f':{account}:{password}' in lines.read().splitlines()
                self.account = account if right else None
            elif scheme == 'Negotiate' and not self.has('basic-only'):
                if self.context is None:
                    self.context = spnego.server(
                        protocol='ntlm', channel_bindings=self.server.bindings)
                    challenge = self.context.step(base64.b64decode(token))
                    offer = 'Negotiate ' + base64.b64encode(challenge).decode()
                    self.answer(401, headers=[('WWW-Authenticate', offer)])
                    return False
                self.context.step(base64.b64decode(token))
                self.account = self.context.client_principal
        except Exception as e:
            print(repr(e), flush=True)
        if self.account is None:
            self.refuse()
        return self.account is not None

    def opened(self, body):
        head, _, rest = body.partition(b'\tContent-Type: application/octet-stream\r\n')
        length = int(re.search(rb'Length=(\d+)', head).group(1))
        size = struct.unpack('<i', rest[:4])[0]
        return self.context.unwrap_winrm(rest[4:4 + size], rest[4 + size:4 + size + length])

    def reply(self, sealed, text):
        request = ElementTree.fromstring(text)
        identifier = request.find(f'.//{{{A}}}MessageID').text
        status = 200
        try:
            content = self.perform(request)
        except Refused as refused:
            content, status = fault(refused), 500
        answer = (
            f'<s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:w="{W}" xmlns:rsp="{R}" xmlns:x="{X}">'
            f'<s:Header><a:RelatesTo>{"uuid:0" if self.has("canned") else identifier}</a:RelatesTo>'
            f'</s:Header><s:Body>{content}</s:Body></s:Envelope>').encode()
        if sealed and not self.has('plain'):
            self.answer(
                status, self.seal(answer),
                f'multipart/encrypted;protocol="{SEALED}";boundary="Encrypted Boundary"')
        else:
            self.answer(status, answer, PLAIN)

    def seal(self, text):
        wrapped = self.context.wrap_winrm(text)
        data = bytearray(wrapped.data)
        if self.has('tampered') and b'Stream' in text:
            data[len(data) // 2] ^= 1
        return (
            b'--Encrypted Boundary\r\n'
            + b'\tContent-Type: ' + SEALED.encode() + b'\r\n'
            + b'\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length='
            + str(len(text)).encode() + b'\r\n--Encrypted Boundary\r\n'
            + b'\tContent-Type: application/octet-stream\r\n'
            + struct.pack('<i', len(wrapped.header)) + wrapped.header + bytes(data)
            + b'--Encrypted Boundary--\r\n')

    def perform(self, request):
        action = request.find(f'.//{{{A}}}Action').text.rsplit('/', 1)[1]
        if action == 'Create':
            return self.create()
        shell = request.find(f'.//{{{W}}}Selector[@Name="ShellId"]').text
        if shell not in self.server.shells:
            raise Refused('InvalidSelectors', 2150858843, 'The shell was not found on the server.')
        return getattr(self, 'on_' + action.lower())(shell, request)

    def create(self):
        if self.account.endswith('guest'):
            raise Refused('AccessDenied', 5, 'Access is denied.')
        shell = str(uuid.uuid4()).upper()
        self.server.shells[shell] = {}
        return (
            f'<x:ResourceCreated><a:ReferenceParameters><w:ResourceURI>{R}/cmd</w:ResourceURI>'
            f'<w:SelectorSet><w:Selector Name="ShellId">{shell}</w:Selector></w:SelectorSet>'
            f'</a:ReferenceParameters></x:ResourceCreated>'
            f'<rsp:Shell><rsp:ShellId>{shell}</rsp:ShellId></rsp:Shell>')

    def on_command(self, shell, request):
        line = request.find(f'.//{{{R}}}Command').text
        if line in FAULTS:
            raise Refused(*FAULTS[line])
        number = str(uuid.uuid4()).upper()
        self.server.shells[shell][number] = Command(line, self.server.shells)
        return f'<rsp:CommandResponse><rsp:CommandId>{number}</rsp:CommandId></rsp:CommandResponse>'

    def on_receive(self, shell, request):
        number = request.find(f'.//{{{R}}}DesiredStream').get('CommandId')
        command = self.server.shells[shell][number]
        if self.has('mute'):
            time.sleep(3600)
        if command.slow or command.endless and not command.pieces:
            patience = request.find(f'.//{{{W}}}OperationTimeout').text
            time.sleep(min(0.3 if command.slow else 3600, float(patience[2:-1])))
            command.slow -= bool(command.slow)
            raise Refused('TimedOut', 2150858793, 'The operation has timed out.')
        state, streams = 'Running', []
        if command.pieces:
            streams.append(('stdout', command.pieces.pop(0)))
        if not command.pieces and not command.endless:
            state = 'Done'
            if command.errors:
                streams.append(('stderr', command.errors))
        parts = ''.join(
            f'<rsp:Stream Name="{name}" CommandId="{number}">'
            f'{base64.b64encode(text.encode()).decode()}</rsp:Stream>' for name, text in streams)
        code = f'<rsp:ExitCode>{command.code}</rsp:ExitCode>' if state == 'Done' else ''
        return (
            f'<rsp:ReceiveResponse>{parts}<rsp:CommandState CommandId="{number}" '
            f'State="{R}/CommandState/{state}">{code}</rsp:CommandState></rsp:ReceiveResponse>')

    def on_signal(self, shell, request):
        self.server.shells[shell].pop(request.find(f'.//{{{R}}}Signal').get('CommandId'), None)
        return '<rsp:SignalResponse/>'

    def on_delete(self, shell, _):
        del self.server.shells[shell]
        return ''


def serve(port, modes):
    server = ThreadingHTTPServer((HOST, port), Handler)
    server.daemon_threads = True
    server.modes = modes
    server.shells = {}
    server.bindings = None
    if 'tls' in modes:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, KEY)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        with open(CERTIFICATE) as file:
            shown = ssl.PEM_cert_to_DER_cert(file.read())
        if 'somebody-between' in modes:
            shown = b'another certificate'
        server.bindings = GssChannelBindings(
            application_data=b'tls-server-end-point:' + hashlib.sha256(shown).digest())
    threading.Thread(target=server.serve_forever).start()


for place in sys.argv[5:]:
    port, _, modes = place.partition('=')
    serve(int(port), modes.split(','))
