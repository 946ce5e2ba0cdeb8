# Another program's view of the keychain: searches and reads the Secret Service over D-Bus, locks and unlocks it.
# It never writes an item.
import base64

import dbus

from line_service import TIMEOUT_SECONDS, plain, serve

NAME = 'org.freedesktop.secrets'
ROOT = '/org/freedesktop/secrets'
LOGIN = '/org/freedesktop/secrets/collection/login'
SERVICE = 'org.freedesktop.Secret.Service'
PROPERTIES = 'org.freedesktop.DBus.Properties'
INTERNAL = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface'

GONE = (
    'org.freedesktop.DBus.Error.UnknownMethod',
    'org.freedesktop.DBus.Error.UnknownObject',
    'org.freedesktop.Secret.Error.NoSuchObject',
)

bus = dbus.SessionBus()


def call(path, interface, method, signature, *args):
    return bus.call_blocking(NAME, path, interface, method, signature, args, timeout=TIMEOUT_SECONDS)


def read(path, interface, name):
    return call(path, PROPERTIES, 'Get', 'ss', interface, name)


def session():
    _, path = call(ROOT, SERVICE, 'OpenSession', 'sv', 'plain', dbus.String('', variant_level=1))
    return path


def search(attributes):
    unlocked, locked = call(ROOT, SERVICE, 'SearchItems', 'a{ss}', dbus.Dictionary(attributes, signature='ss'))
    return [(path, False) for path in unlocked] + [(path, True) for path in locked]


def items(service):
    found = []
    for path, locked in search({'service': service} if service else {}):
        try:
            attributes = plain(read(path, 'org.freedesktop.Secret.Item', 'Attributes'))
        except dbus.DBusException as error:
            # Deleted since the search: it is not there any more.
            if error.get_dbus_name() in GONE:
                continue
            raise
        account = attributes.get('username', attributes.get('account', ''))
        found.append({'account': account, 'attributes': attributes, 'locked': locked})
    return sorted(found, key=lambda item: item['account'])


def lookup(service, account):
    # Libraries differ in what they call the account.
    found = search({'service': service, 'username': account}) or search({'service': service, 'account': account})
    if not found:
        return None
    path, locked = found[0]
    if locked:
        raise LookupError('The keyring is locked.')
    secret = call(path, 'org.freedesktop.Secret.Item', 'GetSecret', 'o', session())
    return base64.b64encode(bytes(secret[2])).decode()


def lock():
    call(ROOT, SERVICE, 'Lock', 'ao', dbus.Array([dbus.ObjectPath(LOGIN)], signature='o'))


def unlock(password):
    secret = (session(), dbus.ByteArray(b''), dbus.ByteArray(password.encode()), 'text/plain')
    call(ROOT, INTERNAL, 'UnlockWithMasterPassword', 'o(oayays)', dbus.ObjectPath(LOGIN), secret)


def is_locked():
    return bool(read(LOGIN, 'org.freedesktop.Secret.Collection', 'Locked'))


serve({
    'items': items,
    'lookup': lookup,
    'lock': lock,
    'unlock': unlock,
    'isLocked': is_locked,
    'isThere': lambda: bool(bus.name_has_owner(NAME)) and LOGIN in read(ROOT, SERVICE, 'Collections'),
})
