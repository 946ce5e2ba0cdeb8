/** What the main process says (dialogs, troubles, refusals) in English. */
export const desktopEnglish = {
  copying: {
    unsafeName: 'A name in it cannot be put on a command line safely. Copy the URL.',
    notThere: 'There is no such thing to copy of this credential.',
    notHeld: 'This credential is not held any more.',
    homePath: 'The path of Stint’s home cannot be put on a command line safely.',
    clipboard: 'The clipboard did not take it. Try again.',
    notKept: 'This computer could not write its journal; is the disk full? The access ends as before.',
  },
  agent: {
    longPath:
      'SSH needs a socket, and its path would be {bytes, number} bytes long where the system allows about {most, number}: {path}. Set STINT_HOME to a folder with a shorter path.',
    starting: 'The SSH agent is just being started.',
    other: 'Another Stint already answers SSH clients for this home.',
    open: 'Others may enter {folder}. Run: chmod 700 {folder}',
    inTheWay: '{path} is in the way. Remove it, then start Stint again.',
    cannot: 'The SSH agent cannot listen at {path} ({code}).',
    certificate: 'The SSH certificate is not the one that was asked for. Nothing was kept.',
  },
  keychain: {
    missingLinux:
      'No keychain is running. Install and start one that offers the Secret Service (gnome-keyring or KWallet), then check again. Until then no access can be started.',
    missing:
      'The keychain of this computer cannot be reached. Sign in to your desktop again, then check again. Until then no access can be started.',
    locked:
      'The keychain is locked. Unlock it, then check again. Credentials in it are wiped as soon as it opens.',
    notAnswering:
      'The keychain does not answer; it may be asking for its password in a window of its own. Answer it, then check again.',
    failing: 'The keychain refused. Check that it is unlocked and has room, then check again.',
  },
  broker: {
    unreachable:
      'The broker cannot be reached. Your countdown and the wipe go on without it; Stint connects again by itself.',
    wrongAnswer:
      'What {address} answered {what}. Check that this is the broker’s address, and tell whoever runs the broker.',
    untrusted:
      'The certificate of {address} is not trusted on this computer ({code}). Nothing was sent. Tell whoever runs the broker.',
  },
  quit: {
    title: 'Quit Stint and end your access?',
    confirm: 'Quit and wipe',
    stay: 'Stay',
    detail: 'Active: {names}. Its credentials are wiped here and revoked at the broker.',
  },
  signIn: {
    noBroker: 'No broker answers at this address. Check the address, and that the broker runs.',
    notKept: 'The keychain did not keep your sign-in; Stint asks for it again the next time it starts.',
    tokenMalformed: 'A token has no spaces or special characters. Paste it again.',
    notForgotten:
      'You are signed out, but the keychain did not delete the stored sign-in. Check the keychain.',
    otherComputer: 'The broker took this computer for another one. Tell whoever runs the broker.',
    noToken: 'No token is at hand for this address. Type or paste one.',
    noTokenOr: 'No token is at hand for this address. Type or paste one, or sign in to {address}.',
  },
  address: {
    looksLike: 'A broker’s address looks like https://stint.example.com.',
    https: 'A broker’s address begins with https://.',
    noName: 'Leave name and password out of the address.',
    noPath: 'Leave out what follows the host name and the port in the address.',
    plain: 'Over http: everybody on the way could read along. Use the broker’s https:// address.',
    loopback: 'This is the development runtime of Stint: it talks to a broker on this computer only.',
  },
  act: {
    signInFirst: 'You are not signed in. Sign in, then try again.',
    signInToAsk: 'You are not signed in. Sign in, then ask again.',
    endedBefore: 'It was ended before it was started.',
    notSealed: 'The credential was not sealed to this computer. Nothing was kept.',
    endedWhile: 'It was ended while it was being started.',
    answeredLate: 'The broker answered after the end of the access. Nothing was kept.',
    diskFull: 'This computer could not write its journal; is the disk full? Nothing was kept.',
    requestGone: 'This request is not in your list any more.',
    releaseInstead: 'This access has been started. Release it instead.',
    accessGone: 'This access is not in your list any more.',
    notAsked:
      'The broker answered about another request than yours. Nothing was started here; tell whoever runs the broker.',
    left: 'You are no longer signed in as you were. Nothing was started; sign in and ask again.',
    profileGone: 'This profile is not in your list. Look at the list again.',
    stillWaiting: 'It is still waiting for a review.',
    hasEnded: 'It has ended. Ask again.',
    otherComputer: 'Another computer of yours holds this access. Release it first.',
    endedMeanwhile: 'It has ended meanwhile.',
    chooseDuration: 'Choose one of the durations of the list.',
    nothingKept: '{sentence} Nothing was kept.',
  },
  trouble: {
    disk: 'Stint could not read or write one of its files. Check that the disk has room.',
    didNotWork: 'That did not work',
    untold:
      'Access was ended and wiped here while the broker could not be reached. It is told as soon as it is back.',
    refused: 'Stint did not do that',
    logsNotOpened: 'Nothing on this desktop opened the folder. The log is in {folder}.',
    notStarted: 'Not started: {profile}',
  },
  link: {
    refusedHow: 'Stint did not follow the link. {why} Nothing was asked for.',
    why: {
      'too-long': 'It is too long.',
      'odd-characters': 'It holds characters that no link holds.',
      'no-such-form': 'Links for Stint look like stint://request/<profile> or stint://review/<grant>.',
      'no-request': 'It does not name a request to review.',
      'no-profile': 'It does not name a profile.',
      'reason-too-long': 'Its reason is too long.',
      'ticket-too-long': 'Its ticket is too long.',
      deceiving: 'Its words hold control or invisible characters.',
      duration: 'Its duration is not one such as 30m, 2h or 90s, up to 24h.',
      'unknown-field': 'It asks for something that links cannot ask for.',
      'field-twice': 'It says the same thing twice.',
      'field-garbled': 'Its words are not written as links write words.',
    },
    refused: 'Link not followed',
  },
  start: {
    untrusted:
      'The broker {what}. Nothing was kept here, and the broker was asked to end it. Tell whoever runs the broker.',
    other: 'told of another access than the one that was started',
    notActive: 'did not say that the access is active',
    elsewhere: 'gave the access to another computer',
    tooLong: 'named an end later than what was granted',
    notWhole: 'did not send one credential for each right',
  },
} as const;
