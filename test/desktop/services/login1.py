# Plays logind on what the application takes for the system bus: sleep, waking and shutdown on demand, and the
# list of those who asked to be waited for.
import os

import dbus
import dbus.service
from gi.repository import GLib

from line_service import serve

MANAGER = 'org.freedesktop.login1.Manager'

inhibitors = {}  # reading end of its pipe -> who and what


class Manager(dbus.service.Object):
    @dbus.service.method(MANAGER, in_signature='ssss', out_signature='h')
    def Inhibit(self, what, who, why, mode):
        reader, writer = os.pipe()
        inhibitors[reader] = {'what': str(what), 'who': str(who), 'why': str(why), 'mode': str(mode)}
        # The application releases its inhibitor by closing the only writing end.
        GLib.io_add_watch(reader, GLib.PRIORITY_DEFAULT, GLib.IO_HUP, released)
        handle = dbus.types.UnixFd(writer)
        os.close(writer)
        return handle

    @dbus.service.signal(MANAGER, signature='b')
    def PrepareForSleep(self, start):
        pass

    @dbus.service.signal(MANAGER, signature='b')
    def PrepareForShutdown(self, start):
        pass


def released(reader, condition):
    inhibitors.pop(reader, None)
    os.close(reader)
    return False


bus = dbus.SystemBus()
manager = Manager(bus, '/org/freedesktop/login1')
name = dbus.service.BusName('org.freedesktop.login1', bus)
serve({
    'suspend': lambda: manager.PrepareForSleep(True),
    'resume': lambda: manager.PrepareForSleep(False),
    'shutdown': lambda: manager.PrepareForShutdown(True),
    'inhibitors': lambda: list(inhibitors.values()),
})
