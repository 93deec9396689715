/** The functions of sprig v3 for text templates, save those of the environment and of files. Source: sprig TxtFuncMap. */
import { func, FuncError, STRING } from '../gotemplate/func.ts';
import type { Func } from '../gotemplate/value.ts';
import { DATES } from './dates.ts';
import { DEFAULTS } from './defaults.ts';
import { DICTS } from './dicts.ts';
import { ENCODINGS } from './encoding.ts';
import { JSONS } from './json.ts';
import { LISTS } from './lists.ts';
import { NUMBERS } from './numbers.ts';
import { RANDOMS } from './random.ts';
import { REGEXES } from './regex.ts';
import { SEMVERS } from './semver.ts';
import { STRINGS } from './strings.ts';
import { URLS } from './url.ts';

export const SPRIG: Readonly<Record<string, Func>> = {
  ...DATES,
  ...DEFAULTS,
  ...DICTS,
  ...ENCODINGS,
  ...JSONS,
  ...LISTS,
  ...NUMBERS,
  ...RANDOMS,
  ...REGEXES,
  ...SEMVERS,
  ...STRINGS,
  ...URLS,
  fail: func([STRING], ({ text }) => {
    throw new FuncError(text);
  }),
};
