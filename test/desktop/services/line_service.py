# What the D-Bus services of the headless desktop share: calls come in as JSON lines on standard input, answers
# and events go out as JSON lines. A service ends when its input does, so it never outlives who started it.
import json
import os
import sys
import traceback

import dbus
import dbus.mainloop.glib
from gi.repository import GLib

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)

# How long one call to an application may take; a hung one must not hang the test. Shorter than wait.ts waits, so that
# it is the call that is named.
TIMEOUT_SECONDS = 25


def say(message):
    sys.stdout.write(json.dumps(message) + '\n')
    sys.stdout.flush()


def emit(event, data=None):
    say({'event': event, 'data': data})


def plain(value):
    """D-Bus values as the plain ones of JSON."""
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dbus.ByteArray):
        return list(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def answer(calls, text):
    request = json.loads(text)
    try:
        say({'id': request['id'], 'value': calls[request['call']](*request['args'])})
    except (dbus.DBusException, LookupError, ValueError) as error:
        say({'id': request['id'], 'error': str(error)})
    except Exception:
        say({'id': request['id'], 'error': traceback.format_exc()})


def serve(calls):
    """Answers the named calls until standard input ends."""
    loop = GLib.MainLoop()
    rest = b''

    def read(fd, condition):
        nonlocal rest
        chunk = os.read(fd, 65536)
        if not chunk:
            loop.quit()
            return False
        *lines, rest = (rest + chunk).split(b'\n')
        for text in lines:
            answer(calls, text)
        return True

    GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, read)
    emit('up')
    loop.run()
