-- Drives the language server as an editor does; what it saw goes to $RESULT as JSON.
local seen = {}
local command = { vim.env.NODE, vim.env.DAEMONLINT, 'lsp', '--stdio' }
local config = { name = 'daemonlint', cmd = command, root_dir = vim.fn.getcwd() }

vim.cmd('edit ' .. vim.env.MANIFEST)
vim.bo.filetype = 'yaml'
local buffer = vim.api.nvim_get_current_buf()
if vim.lsp.start then
  vim.lsp.start(config)
else
  vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
end

local function diagnostics()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, ('%d:%d %s'):format(each.lnum + 1, each.col + 1, each.code or each.user_data.lsp.code))
  end
  return found
end

local function ask(method, parameters)
  for _, answer in pairs(vim.lsp.buf_request_sync(buffer, 'textDocument/' .. method, parameters, 5000) or {}) do
    return answer.result
  end
end

local document = { uri = vim.uri_from_bufnr(buffer) }
seen.waited = vim.wait(10000, function() return #diagnostics() > 0 end, 10)
seen.before = diagnostics()

local position = { line = 6, character = 6 }
seen.hover = ask('hover', { textDocument = document, position = position }).contents.value
seen.lens = ask('codeLens', { textDocument = document })[1].command.title
local range = { start = position, ['end'] = position }
local actions = ask('codeAction', { textDocument = document, range = range, context = { diagnostics = {} } })
seen.title = actions[1].title
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')

seen.gone = vim.wait(10000, function() return #diagnostics() == 0 end, 10)
seen.lensAfter = ask('codeLens', { textDocument = document })[1].command.title
vim.cmd('write')
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.RESULT)
vim.cmd('qall!')
