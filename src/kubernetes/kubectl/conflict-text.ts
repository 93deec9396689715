/** A patch that would overwrite others' changes, in kubectl's words. Source: apimachinery mergepatch NewErrConflict. */
import { writeYaml } from '../yaml/write.ts';
import type { PatchConflict } from '../patch/three-way.ts';

/** Both patches as YAML. */
export function conflictText({ patch, changed }: PatchConflict): string {
  return `patch:\n${writeYaml(patch)}\nconflicts with changes made from original to current:\n${writeYaml(changed)}\n`;
}
