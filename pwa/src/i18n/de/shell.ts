import type { Translation } from '../types';
import type en from '../en/shell';

const texts: Translation<typeof en> = {
  tagline: 'Alle Läden, die Sie kennen, an einem Ort',
  phone: 'Telefonnummer',
  sendCode: 'Code senden',
  sendCodePrivacy:
    'Wir senden einen Code per WhatsApp oder SMS. Kein Passwort, und kein Laden sieht Ihre Nummer, bevor Sie ihm beitreten.',
  staffQuestion: 'Sie arbeiten in einem Laden?',
  staffSignIn: 'Anmeldung für das Team',
  newBusiness: 'Neu hier mit einem Laden?',
  register: 'Geschäft eröffnen',
  customerQuestion: 'Es geht um Ihre eigenen Punkte?',
  customerSignIn: 'Zu Ihren Karten',
  enterCode: 'Geben Sie die sechs Ziffern ein',
  codeSentTo: 'Gesendet an {phone}.',
  changeNumber: 'Nummer ändern',
  newCodeIn: 'In {seconds} s können Sie einen neuen Code anfordern',
  newCode: 'Neuen Code senden',
  codeLabel: 'Sechsstelliger Code',
  email: 'E-Mail',
  password: 'Passwort',
  signIn: 'Anmelden',
  staffTitle: 'Hinter der Theke',
  staffLead: 'Melden Sie sich mit der E-Mail an, die Ihre Leitung eingeladen hat.',
  wrongPhone: 'Das ist noch keine vollständige Telefonnummer.',
  wrongEmail: 'Das ist noch keine vollständige E-Mail-Adresse.',
  noPassword: 'Geben Sie Ihr Passwort ein.',
  notFound: 'Unter dieser Adresse gibt es nichts.',
  toStart: 'Zum Anfang',
  update: 'Eine neuere Version ist bereit.',
  updateNow: 'Jetzt verwenden',
  back: 'Zurück',
  faceWallet: 'Karten',
  faceMerchant: 'Kasse',
  faceOffice: 'Büro',
  switchFace: 'Wechseln zu',
  signOut: 'Abmelden',
  skip: 'Zum Inhalt springen',
};

export default texts;
