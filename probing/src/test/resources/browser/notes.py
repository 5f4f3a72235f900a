"""An application whose one page is made by its script: sign in, read notes, add one.

Arguments: address, port, password, file that keeps the notes.
"""

import html
import json
import pathlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ADDRESS, PORT, PASSWORD, FILE = sys.argv[1:5]
NOTES = pathlib.Path(FILE)
COOKIE = "sid=9d1c77e2"

PAGE = """<!doctype html><title>Notes</title><div id=app></div><script>
const app = document.getElementById('app');
const esc = t => t.replace(/[&<>]/g, c => '&#' + c.charCodeAt(0) + ';');
async function notes() {
  const answer = await fetch('/api/notes');
  if (!answer.ok) { return login(''); }
  const data = await answer.json();
  app.innerHTML = '<h1>Welcome, ' + esc(data.user) + '</h1><ul id=notes>' +
    data.notes.map(n => '<li>' + esc(n) + '</li>').join('') +
    '</ul><input id=text><button id=add disabled>Add</button>';
  const text = document.getElementById('text'), add = document.getElementById('add');
  let value = '';
  text.addEventListener('input', () => { value = text.value; add.disabled = !value; });
  add.addEventListener('click', async () => {
    await fetch('/api/notes', {method: 'POST', body: JSON.stringify({text: value})});
    notes();
  });
}
function login(why) {
  app.innerHTML = '<p>' + why + '</p><form><input id=user><input id=password type=password>' +
    '<button>Sign in</button></form>';
  document.querySelector('form').addEventListener('submit', async event => {
    event.preventDefault();
    const answer = await fetch('/api/login', {method: 'POST', body: JSON.stringify({
      user: document.getElementById('user').value,
      password: document.getElementById('password').value})});
    answer.ok ? notes() : login('Wrong password');
  });
}
setTimeout(notes, 300);
</script>"""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/api/notes":
            if self.headers.get("Cookie") != COOKIE:
                self.say(401, "{}")
                return
            notes = NOTES.read_text().splitlines()
            self.say(200, json.dumps({"user": "monitor", "notes": notes}))
        elif self.path == "/":
            self.say(200, PAGE, "text/html")
        elif self.path == "/headers":
            self.say(200, "<pre>" + html.escape(str(self.headers)) + "</pre>", "text/html")
        else:
            self.say(404, "nothing here", "text/plain")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/login":
            right = body == {"user": "monitor", "password": PASSWORD}
            cookie = {"Set-Cookie": COOKIE + "; HttpOnly"} if right else {}
            self.say(200 if right else 403, "{}", headers=cookie)
        elif self.headers.get("Cookie") == COOKIE:
            with NOTES.open("a") as file:
                file.write(body["text"] + "\n")
            self.say(201, "{}")
        else:
            self.say(401, "{}")

    def say(self, status, text, kind="application/json", headers={}):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind + "; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


ThreadingHTTPServer((ADDRESS, int(PORT)), Handler).serve_forever()
