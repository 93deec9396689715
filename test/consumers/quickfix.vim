" Reads the golden file $GOLDEN, or runs :make $PATHS, and writes where each entry of the quickfix list leads.
set nocompatible encoding=utf-8 nomore hidden
exe 'set runtimepath^=' . fnameescape($REPOSITORY)
if $COMPILER != ''
  exe 'compiler' $COMPILER
endif
if $GOLDEN != ''
  exe 'silent cgetfile' fnameescape($GOLDEN)
else
  exe 'silent make!' $PATHS
endif
let s:spots = []
let s:number = 0
for s:entry in getqflist()
  let s:number += 1
  if s:entry.valid
    exe 'silent cc' s:number
    let s:character = matchstr(getline('.'), '\%' . col('.') . 'c.')
    let s:spot = {'path': bufname('%'), 'line': line('.'), 'character': s:character}
    call add(s:spots, {'spot': s:spot, 'type': s:entry.type, 'text': s:entry.text})
  endif
endfor
call writefile([json_encode(s:spots)], $RESULT)
qall!
