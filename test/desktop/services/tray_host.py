# A StatusNotifierWatcher and host: what a desktop's panel is to a tray icon. It shows nothing; it reads icons
# and menus over D-Bus and clicks them, as a person would, from outside the application.
import base64

import dbus
import dbus.service

from line_service import TIMEOUT_SECONDS, emit, plain, serve

WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'
PROPERTIES = 'org.freedesktop.DBus.Properties'

bus = dbus.SessionBus()
items = {}  # key -> (bus name, object path)


class Watcher(dbus.service.Object):
    @dbus.service.method(WATCHER, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        # An item gives its object path, or its bus name.
        path = str(service) if service.startswith('/') else '/StatusNotifierItem'
        name = sender if service.startswith('/') else str(service)
        key = f'{name}{path}'
        pid = int(bus.call_blocking('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                    'GetConnectionUnixProcessID', 's', (name,)))
        items[key] = (name, path)
        self.StatusNotifierItemRegistered(key)
        emit('registered', {'key': key, 'pid': pid})

    @dbus.service.method(WATCHER, in_signature='s')
    def RegisterStatusNotifierHost(self, service):
        self.StatusNotifierHostRegistered()

    @dbus.service.signal(WATCHER, signature='s')
    def StatusNotifierItemRegistered(self, key):
        pass

    @dbus.service.signal(WATCHER, signature='s')
    def StatusNotifierItemUnregistered(self, key):
        pass

    @dbus.service.signal(WATCHER)
    def StatusNotifierHostRegistered(self):
        pass

    def properties(self):
        return {
            'RegisteredStatusNotifierItems': dbus.Array(list(items), signature='s'),
            'IsStatusNotifierHostRegistered': True,
            'ProtocolVersion': dbus.Int32(0),
        }

    @dbus.service.method(PROPERTIES, in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        return self.properties()[name]

    @dbus.service.method(PROPERTIES, in_signature='s', out_signature='a{sv}')
    def GetAll(self, interface):
        return self.properties()


def owner_changed(name, old, new):
    if new:
        return
    for key in [key for key, (owner, _) in items.items() if owner == name]:
        del items[key]
        watcher.StatusNotifierItemUnregistered(key)
        emit('unregistered', {'key': key})


def call(name, path, interface, method, signature, *args):
    return bus.call_blocking(name, path, interface, method, signature, args, timeout=TIMEOUT_SECONDS)


def find(key):
    if key not in items:
        raise LookupError(f'There is no tray item {key}.')
    return items[key]


def read_all(key):
    name, path = find(key)
    return call(name, path, PROPERTIES, 'GetAll', 's', ITEM)


def icon(pixmaps):
    """The largest picture an item offers, its ARGB turned to RGBA."""
    if not pixmaps:
        return None
    width, height, argb = max(pixmaps, key=lambda pixmap: int(pixmap[0]))
    data = bytes(argb)
    rgba = bytearray(len(data))
    rgba[0::4], rgba[1::4], rgba[2::4], rgba[3::4] = data[1::4], data[2::4], data[3::4], data[0::4]
    return {'width': int(width), 'height': int(height), 'rgba': base64.b64encode(rgba).decode()}


def read(key):
    found = read_all(key)
    tooltip = found.get('ToolTip')
    return {
        'id': str(found.get('Id', '')),
        'title': str(found.get('Title', '')),
        'status': str(found.get('Status', '')),
        'tooltip': str(tooltip[2]) if tooltip else '',
        'icon': icon(found.get('IconPixmap')),
    }


def label_of(properties):
    """The words a person sees: without the mark of the keyboard letter."""
    text = str(properties.get('label', ''))
    return text.replace('__', '\0').replace('_', '').replace('\0', '_')


def entry(node):
    number, properties, children = node
    toggle = str(properties.get('toggle-type', ''))
    return {
        'number': int(number),
        'label': label_of(properties),
        'kind': str(properties.get('type', '')) or 'standard',
        'enabled': bool(properties.get('enabled', True)),
        'visible': bool(properties.get('visible', True)),
        'toggle': toggle or None,
        'checked': bool(toggle) and plain(properties.get('toggle-state', 0)) == 1,
        'children': [entry(child) for child in children],
    }


def open_menu(key):
    name, _ = find(key)
    path = read_all(key)['Menu']
    try:
        call(name, path, MENU, 'AboutToShow', 'i', dbus.Int32(0))
    except dbus.DBusException:
        pass  # Chromium refuses it for the root; panels ask all the same, and go on.
    _, layout = call(name, path, MENU, 'GetLayout', 'iias', 0, -1, dbus.Array([], signature='s'))
    return name, path, entry(layout)['children']


def click(key, labels):
    name, path, entries = open_menu(key)
    chosen = None
    for label in labels:
        shown = [each for each in entries if each['visible']]
        chosen = next((each for each in shown if each['label'] == label), None)
        if chosen is None:
            there = ', '.join(each['label'] for each in shown if each['label'])
            raise LookupError(f'The menu has no "{label}". It has: {there}.')
        if not chosen['enabled']:
            raise LookupError(f'The menu entry "{label}" cannot be clicked now.')
        entries = chosen['children']
    call(name, path, MENU, 'Event', 'isvu', chosen['number'], 'clicked',
         dbus.String('', variant_level=1), dbus.UInt32(0))


def activate(key):
    name, path = find(key)
    call(name, path, ITEM, 'Activate', 'ii', 0, 0)


bus.add_signal_receiver(owner_changed, 'NameOwnerChanged', 'org.freedesktop.DBus')
watcher = Watcher(bus, '/StatusNotifierWatcher')
names = [dbus.service.BusName(name, bus) for name in (WATCHER, 'org.kde.StatusNotifierHost-1')]
serve({'read': read, 'menu': lambda key: open_menu(key)[2], 'click': click, 'activate': activate})
