/** What the main process says (dialogs, troubles, refusals) in German. */
import type { desktopEnglish } from './desktop-en.ts';
import type { Translated } from './messages.ts';

export const desktopGerman: Translated<typeof desktopEnglish> = {
  copying: {
    unsafeName: 'Ein Name darin kann nicht sicher in eine Befehlszeile gesetzt werden. Kopieren Sie die URL.',
    notThere: 'Das gibt es von diesen Zugangsdaten nicht zu kopieren.',
    notHeld: 'Diese Zugangsdaten werden nicht mehr gehalten.',
    homePath: 'Der Pfad von Stints Ordner kann nicht sicher in eine Befehlszeile gesetzt werden.',
    clipboard: 'Die Zwischenablage hat es nicht angenommen. Versuchen Sie es erneut.',
    notKept:
      'Dieser Computer konnte sein Journal nicht schreiben; ist der Datenträger voll? Der Zugriff endet wie zuvor.',
  },
  agent: {
    longPath:
      'SSH braucht einen Socket, und sein Pfad wäre {bytes, number} Byte lang, wo das System etwa {most, number} erlaubt: {path}. Setzen Sie STINT_HOME auf einen Ordner mit kürzerem Pfad.',
    starting: 'Der SSH-Agent wird gerade gestartet.',
    other: 'Ein anderes Stint antwortet SSH-Programmen für diesen Ordner schon.',
    open: 'Andere dürfen {folder} betreten. Führen Sie aus: chmod 700 {folder}',
    inTheWay: '{path} ist im Weg. Entfernen Sie es und starten Sie Stint dann neu.',
    cannot: 'Der SSH-Agent kann unter {path} nicht lauschen ({code}).',
    certificate: 'Das SSH-Zertifikat ist nicht das angeforderte. Nichts wurde behalten.',
  },
  keychain: {
    missingLinux:
      'Es läuft kein Schlüsselbund. Installieren und starten Sie einen, der den Secret Service anbietet (gnome-keyring oder KWallet), und prüfen Sie erneut. Bis dahin kann kein Zugriff gestartet werden.',
    missing:
      'Der Schlüsselbund dieses Computers ist nicht erreichbar. Melden Sie sich am Desktop neu an und prüfen Sie erneut. Bis dahin kann kein Zugriff gestartet werden.',
    locked:
      'Der Schlüsselbund ist gesperrt. Entsperren Sie ihn und prüfen Sie erneut. Zugangsdaten darin werden gelöscht, sobald er sich öffnet.',
    notAnswering:
      'Der Schlüsselbund antwortet nicht; vielleicht fragt er in einem eigenen Fenster nach seinem Passwort. Antworten Sie dort und prüfen Sie erneut.',
    failing:
      'Der Schlüsselbund hat sich verweigert. Prüfen Sie, ob er entsperrt ist und Platz hat, und versuchen Sie es erneut.',
  },
  broker: {
    unreachable:
      'Der Broker ist nicht erreichbar. Countdown und Löschen gehen ohne ihn weiter; Stint verbindet sich von selbst wieder.',
    wrongAnswer:
      'Die Antwort von {address} war unbrauchbar ({what}). Prüfen Sie, ob dies die Adresse des Brokers ist, und sagen Sie es dem Betreiber.',
    untrusted:
      'Dem Zertifikat von {address} wird auf diesem Computer nicht vertraut ({code}). Nichts wurde gesendet. Sagen Sie es dem Betreiber des Brokers.',
  },
  quit: {
    title: 'Stint beenden und Ihren Zugriff aufgeben?',
    confirm: 'Beenden und löschen',
    stay: 'Bleiben',
    detail: 'Aktiv: {names}. Die Zugangsdaten werden hier gelöscht und beim Broker entzogen.',
  },
  signIn: {
    noBroker: 'Unter dieser Adresse antwortet kein Broker. Prüfen Sie die Adresse und ob der Broker läuft.',
    notKept:
      'Der Schlüsselbund hat Ihre Anmeldung nicht bewahrt; Stint fragt beim nächsten Start wieder danach.',
    tokenMalformed: 'Ein Token hat keine Leer- oder Sonderzeichen. Fügen Sie es noch einmal ein.',
    notForgotten:
      'Sie sind abgemeldet, aber der Schlüsselbund hat die gespeicherte Anmeldung nicht gelöscht. Prüfen Sie den Schlüsselbund.',
    otherComputer:
      'Der Broker hält diesen Computer für einen anderen. Sagen Sie es dem Betreiber des Brokers.',
    noToken: 'Für diese Adresse ist kein Token zur Hand. Geben Sie eines ein.',
    noTokenOr:
      'Für diese Adresse ist kein Token zur Hand. Geben Sie eines ein oder melden Sie sich bei {address} an.',
  },
  address: {
    looksLike: 'Die Adresse eines Brokers sieht aus wie https://stint.example.com.',
    https: 'Die Adresse eines Brokers beginnt mit https://.',
    noName: 'Lassen Sie Name und Passwort aus der Adresse weg.',
    noPath: 'Lassen Sie weg, was in der Adresse auf Rechnername und Port folgt.',
    plain: 'Über http: könnte jeder unterwegs mitlesen. Verwenden Sie die https://-Adresse des Brokers.',
    loopback:
      'Dies ist die Entwicklungsumgebung von Stint: Sie spricht nur mit einem Broker auf diesem Computer.',
  },
  act: {
    signInFirst: 'Sie sind nicht angemeldet. Melden Sie sich an und versuchen Sie es erneut.',
    signInToAsk: 'Sie sind nicht angemeldet. Melden Sie sich an und fragen Sie erneut.',
    endedBefore: 'Es wurde beendet, bevor es gestartet war.',
    notSealed: 'Die Zugangsdaten waren nicht für diesen Computer versiegelt. Nichts wurde behalten.',
    endedWhile: 'Es wurde beendet, während es gestartet wurde.',
    answeredLate: 'Der Broker hat nach dem Ende des Zugriffs geantwortet. Nichts wurde behalten.',
    diskFull:
      'Dieser Computer konnte sein Journal nicht schreiben; ist der Datenträger voll? Nichts wurde behalten.',
    requestGone: 'Diese Anfrage steht nicht mehr in Ihrer Liste.',
    releaseInstead: 'Dieser Zugriff wurde gestartet. Geben Sie ihn stattdessen ab.',
    accessGone: 'Dieser Zugriff steht nicht mehr in Ihrer Liste.',
    notAsked:
      'Der Broker hat auf eine andere Anfrage als Ihre geantwortet. Hier wurde nichts gestartet; sagen Sie es dem Betreiber des Brokers.',
    left: 'Sie sind nicht mehr so angemeldet wie zuvor. Nichts wurde gestartet; melden Sie sich an und fragen Sie erneut.',
    profileGone: 'Dieses Profil steht nicht in Ihrer Liste. Sehen Sie noch einmal in die Liste.',
    stillWaiting: 'Es wartet noch auf eine Prüfung.',
    hasEnded: 'Es ist zu Ende. Fragen Sie erneut.',
    otherComputer: 'Ein anderer Computer von Ihnen hält diesen Zugriff. Geben Sie ihn dort zuerst ab.',
    endedMeanwhile: 'Es ist inzwischen zu Ende.',
    chooseDuration: 'Wählen Sie eine der Dauern aus der Liste.',
    nothingKept: '{sentence} Nichts wurde behalten.',
  },
  trouble: {
    disk: 'Stint konnte eine seiner Dateien nicht lesen oder schreiben. Prüfen Sie, ob der Datenträger Platz hat.',
    didNotWork: 'Das hat nicht geklappt',
    untold:
      'Ein Zugriff wurde hier beendet und gelöscht, während der Broker nicht erreichbar war. Er erfährt es, sobald er zurück ist.',
    refused: 'Stint hat das nicht getan',
    logsNotOpened: 'Nichts auf diesem Desktop hat den Ordner geöffnet. Das Protokoll liegt in {folder}.',
    notStarted: 'Nicht gestartet: {profile}',
  },
  link: {
    refusedHow: 'Stint ist dem Link nicht gefolgt. {why} Nichts wurde angefragt.',
    why: {
      'too-long': 'Er ist zu lang.',
      'odd-characters': 'Er enthält Zeichen, die kein Link enthält.',
      'no-such-form': 'Links für Stint sehen aus wie stint://request/<profil> oder stint://review/<anfrage>.',
      'no-request': 'Er nennt keine Anfrage zum Prüfen.',
      'no-profile': 'Er nennt kein Profil.',
      'reason-too-long': 'Sein Grund ist zu lang.',
      'ticket-too-long': 'Sein Ticket ist zu lang.',
      deceiving: 'Seine Wörter enthalten Steuerzeichen oder unsichtbare Zeichen.',
      duration: 'Seine Dauer ist keine wie 30m, 2h oder 90s, bis 24h.',
      'unknown-field': 'Er bittet um etwas, worum Links nicht bitten können.',
      'field-twice': 'Er sagt dasselbe zweimal.',
      'field-garbled': 'Seine Wörter sind nicht so geschrieben, wie Links Wörter schreiben.',
    },
    refused: 'Link nicht verfolgt',
  },
  start: {
    untrusted:
      'Der Broker {what}. Hier wurde nichts behalten, und der Broker wurde gebeten, es zu beenden. Sagen Sie es dem Betreiber des Brokers.',
    other: 'hat von einem anderen Zugriff berichtet als dem gestarteten',
    notActive: 'hat nicht gesagt, dass der Zugriff aktiv ist',
    elsewhere: 'hat den Zugriff einem anderen Computer gegeben',
    tooLong: 'hat ein späteres Ende genannt als gewährt',
    notWhole: 'hat nicht für jedes Recht Zugangsdaten gesendet',
  },
};
