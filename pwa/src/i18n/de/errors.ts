import type { Translation } from '../types';
import type en from '../en/errors';

const texts: Translation<typeof en> = {
  INTERNAL: 'Bei uns ging etwas schief. Versuchen Sie es gleich noch einmal.',
  BAD_INPUT: 'Etwas in diesem Formular stimmt nicht. Prüfen Sie Ihre Eingaben.',
  NOT_FOUND: 'Das gibt es nicht mehr.',
  FORBIDDEN: 'Ihre Rolle erlaubt das nicht. Fragen Sie die Leitung.',
  UNAUTHENTICATED: 'Melden Sie sich an, um weiterzumachen.',
  RATE_LIMITED: 'Das war zu oft. Warten Sie einen Moment und versuchen Sie es noch einmal.',
  CONFLICT: 'Jemand anderes hat das inzwischen geändert. Laden Sie es neu und wiederholen Sie Ihre Änderung.',
  IDEMPOTENCY_MISMATCH: 'Das wurde schon mit anderem Inhalt gesendet. Beginnen Sie es neu.',
  BAD_PHONE: 'Das ist keine vollständige Telefonnummer. Prüfen Sie Land und Ziffern.',
  INSUFFICIENT_POINTS: 'Dafür reichen die Punkte nicht.',
  LIMIT_REACHED: 'Die Grenze dafür ist erreicht. Fragen Sie die Leitung oder versuchen Sie es später.',
  WRONG_CODE: 'Dieser Code stimmt nicht. Prüfen Sie die Ziffern.',
  CODE_EXPIRED: 'Dieser Code ist zu alt. Fordern Sie einen neuen an.',
  WRONG_CREDENTIALS: 'E-Mail und Passwort passen nicht zusammen.',
  WEAK_PASSWORD: 'Dieses Passwort ist leicht zu erraten. Nehmen Sie mindestens zehn Zeichen.',
  EMAIL_TAKEN: 'Zu dieser E-Mail gibt es schon ein Konto. Melden Sie sich an.',
  SESSION_ENDED: 'Sie wurden abgemeldet. Melden Sie sich wieder an, um weiterzumachen.',
  WRONG_PIN: 'Diese PIN stimmt nicht.',
  INVITATION_ENDED: 'Diese Einladung ist abgelaufen. Bitten Sie um eine neue.',
  AMOUNT_INVALID: 'Dieser Betrag ist nicht möglich. Prüfen Sie die Zahl.',
  CURRENCY_MISMATCH: 'Dieser Laden nimmt eine andere Währung.',
  STORE_UNKNOWN: 'Diese Filiale ist nicht bekannt. Wählen Sie eine andere.',
  DATE_IN_FUTURE: 'Dieser Tag ist noch nicht gekommen.',
  VOID_WINDOW_CLOSED: 'Die Zeit zum Rückgängigmachen ist vorbei. Buchen Sie eine Rückgabe.',
  ALREADY_RETURNED: 'Das wurde schon zurückgegeben.',
  RETURN_TOO_LARGE: 'Das ist mehr, als von diesem Beleg übrig ist.',
  CARD_CODE_INVALID:
    'Das ist keiner unserer Codes. Scannen Sie noch einmal oder suchen Sie die Telefonnummer.',
  CARD_CODE_EXPIRED: 'Dieser Code ist zu alt. Bitten Sie um den aktuellen.',
  PHONE_UNVERIFIED: 'Diese Telefonnummer ist noch nicht bestätigt.',
  CONSENT_REQUIRED: 'Dafür ist zuerst eine Einwilligung nötig.',
  BAD_BIRTHDAY: 'Diesen Tag gibt es nicht. Prüfen Sie den Geburtstag.',
  BAD_ID: 'Das gibt es nicht mehr.',
  BAD_CURSOR: 'Diese Liste hat sich geändert. Laden Sie sie neu.',
  BAD_FILE: 'Diese Datei passt nicht. Nehmen Sie ein Bild als PNG, JPEG oder WebP.',
  BAD_MONEY: 'Dieser Betrag ist nicht möglich. Prüfen Sie die Zahl.',
  BAD_PAGE_SIZE: 'Das ist zu viel auf einmal. Laden Sie neu.',
  BAD_TIME_ZONE: 'Diese Zeitzone ist nicht bekannt. Wählen Sie eine andere.',
  CARD_CODE_USED: 'Dieser Code wurde schon benutzt. Das Telefon zeigt gleich einen neuen.',
  CODE_NOT_SENT:
    'Der Code ließ sich nicht senden. Prüfen Sie die Nummer oder versuchen Sie es gleich noch einmal.',
  DATE_TOO_OLD: 'Dieser Bon ist zu alt für die Kasse. Ältere Bons werden im Büro eingelesen.',
  DEVICE_REVOKED:
    'Der Code dieses Telefons wurde gesperrt. Öffnen Sie die Karte mit Verbindung, dann gibt es einen neuen.',
  LAST_OWNER: 'Ein Geschäft braucht mindestens einen aktiven Inhaber. Benennen Sie zuerst einen anderen.',
  LINES_MISMATCH: 'Die Waren ergeben nicht den Betrag des Bons.',
  REVERSAL_TOO_LARGE: 'Das sind mehr Punkte, als noch zurückzunehmen sind.',
  TIMEOUT:
    'Das ist zu viel, um rechtzeitig beantwortet zu werden. Fragen Sie nach weniger, etwa nach weniger Tagen.',
};

export default texts;
