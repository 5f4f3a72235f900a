"""What pywinrm gets from a server. Usage: client.py URL TRANSPORT ACCOUNT PASSWORD BINDING COMMAND..."""
import sys
from winrm.protocol import Protocol

url, transport, account, password, binding = sys.argv[1:6]
protocol = Protocol(
    url, transport=transport, username=account, password=password,
    server_cert_validation='ignore', send_cbt=binding == 'bound', proxy=None)
shell = protocol.open_shell(codepage=65001)
try:
    for line in sys.argv[6:]:
        command = protocol.run_command(shell, line)
        output, errors, code = protocol.get_command_output(shell, command)
        protocol.cleanup_command(shell, command)
        sys.stdout.buffer.write(output)
        if code:
            sys.exit(code)
finally:
    protocol.close_shell(shell)
