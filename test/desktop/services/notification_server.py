# A notification server that shows nothing: it tells of every notification, and clicks or dismisses on demand.
import dbus
import dbus.service

from line_service import emit, plain, serve

NAME = 'org.freedesktop.Notifications'
DISMISSED, CLOSED_BY_APP = 2, 3

shown = {}  # number -> its action keys


class Server(dbus.service.Object):
    last = 0

    @dbus.service.method(NAME, in_signature='', out_signature='ssss')
    def GetServerInformation(self):
        return ('headless', 'stint', '1', '1.2')

    @dbus.service.method(NAME, in_signature='', out_signature='as')
    def GetCapabilities(self):
        return ['actions', 'body', 'body-markup', 'persistence']

    @dbus.service.method(NAME, in_signature='susssasa{sv}i', out_signature='u')
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        if replaces:
            number = int(replaces)
        else:
            self.last += 1
            number = self.last
        keys = [str(key) for key in actions[0::2]]
        shown[number] = keys
        emit('notified', {
            'number': number,
            'app': str(app),
            'summary': str(summary),
            'body': str(body),
            'actions': [{'key': key, 'label': str(label)} for key, label in zip(keys, actions[1::2])],
            'urgency': plain(hints.get('urgency', 1)),
        })
        return dbus.UInt32(number)

    @dbus.service.method(NAME, in_signature='u')
    def CloseNotification(self, number):
        self.close(int(number), CLOSED_BY_APP)

    def close(self, number, reason):
        if shown.pop(number, None) is not None:
            emit('closed', {'number': number})
            self.NotificationClosed(dbus.UInt32(number), dbus.UInt32(reason))

    @dbus.service.signal(NAME, signature='us')
    def ActionInvoked(self, number, key):
        pass

    @dbus.service.signal(NAME, signature='uu')
    def NotificationClosed(self, number, reason):
        pass


bus = dbus.SessionBus()
server = Server(bus, '/org/freedesktop/Notifications')
name = dbus.service.BusName(NAME, bus)


def invoke(number, key):
    if number not in shown:
        raise LookupError(f'Notification {number} is not on screen.')
    if key not in shown[number]:
        raise LookupError(f'Notification {number} has no action "{key}", only {shown[number]}.')
    server.ActionInvoked(dbus.UInt32(number), key)
    server.close(number, DISMISSED)


def dismiss(number):
    if number not in shown:
        raise LookupError(f'Notification {number} is not on screen.')
    server.close(number, DISMISSED)


serve({'invoke': invoke, 'dismiss': dismiss})
