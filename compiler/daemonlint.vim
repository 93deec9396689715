" Vim and Neovim compiler: :compiler daemonlint, then :make PATH.
if exists('current_compiler')
  finish
endif
let current_compiler = 'daemonlint'

" Columns of the quickfix list are bytes.
CompilerSet makeprg=daemonlint\ --quiet\ --column-unit=byte
CompilerSet errorformat=%f:%l:%c:\ %t%*[^:]:\ %m,%-G%.%#
