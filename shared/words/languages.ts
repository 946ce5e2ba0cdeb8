/**
 * The languages Stint speaks. `pseudo` is English stretched and accented, which shows text that is in no catalogue and layouts that clip.
 */
export const LANGUAGES = ['en', 'de', 'pseudo'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The locale whose plurals, numbers and dates a language uses (BCP 47). English counts days as most of its readers do: day before month. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', pseudo: 'en-GB' };

/** What a person sets; `system` follows the operating system. */
export const LANGUAGE_CHOICES = ['system', 'en', 'de'] as const;
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

/** `wanted`: the system's languages, most wanted first, as BCP 47 tags. English where none of them is spoken here. */
export function chooseLanguage(choice: LanguageChoice, wanted: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of wanted) {
    const [language] = tag.toLowerCase().split(/[-_]/u);
    if (language === 'de' || language === 'en') return language;
  }
  return 'en';
}
