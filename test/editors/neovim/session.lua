-- SPDX-License-Identifier: GPL-2.0-or-later
-- Runs inside neovim (0.7 or later), with the fixture in the current buffer, through neovim's own LSP client. See ../session.ts.

local env = vim.env
local timeout = tonumber(env.LENS_TIMEOUT) * 1000
local version = vim.version()
local result = {
  editor = ('neovim %d.%d.%d'):format(version.major, version.minor, version.patch),
  hover = '', text = '', diagnostics = {}, diagnosticsAfter = {}, actions = {}, failures = {},
}

-- Counts what the server publishes, and lets neovim show it as usual.
local published = 0
local show = vim.lsp.handlers['textDocument/publishDiagnostics']
local function counting(...)
  published = published + 1
  return show(...)
end

local function await(what, condition)
  if not vim.wait(timeout, condition, 10) then error(what, 0) end
end

local SEVERITY = { 'error', 'warning', 'note', 'note' }

local function diagnostics()
  return vim.tbl_map(function(d)
    return { line = d.lnum + 1, column = d.col + 1, severity = SEVERITY[d.severity], message = d.message }
  end, vim.diagnostic.get(0))
end

local function request(client, method, params)
  local answers, failure = vim.lsp.buf_request_sync(0, method, params, timeout)
  local answer = answers and answers[client.id]
  if not answer or answer.error then error(method .. ': ' .. tostring(failure or (answer and answer.error.message)), 0) end
  return answer.result
end

-- The diagnostic as the server sent it: neovim keeps what it does not show under user_data.
local function as_sent(d)
  local raw = d.user_data.lsp
  return vim.tbl_extend('keep', {
    range = raw.range or { start = { line = d.lnum, character = d.col }, ['end'] = { line = d.end_lnum, character = d.end_col } },
    message = d.message, severity = d.severity, source = d.source, code = raw.code or d.code,
  }, raw)
end

local function fix(client)
  local diagnostic = as_sent(vim.diagnostic.get(0)[1] or error('no diagnostic to fix', 0))
  local actions = request(client, 'textDocument/codeAction', {
    textDocument = vim.lsp.util.make_text_document_params(0), range = diagnostic.range, context = { diagnostics = { diagnostic } },
  }) or {}
  result.actions = vim.tbl_map(function(action) return action.title end, actions)
  local action = vim.tbl_filter(function(a) return a.title == env.LENS_FIX end, actions)[1] or error('the fix is not offered', 0)
  if not action.edit then action = request(client, 'codeAction/resolve', action) end
  local before = published
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  await('diagnostics after the fix', function() return published > before end)
end

local function main()
  local id = vim.lsp.start_client({
    name = 'unwind-lens', cmd = vim.split(env.LENS_SERVER, '\n'), root_dir = vim.fn.fnamemodify(env.LENS_FILE, ':p:h'),
    handlers = { ['textDocument/publishDiagnostics'] = counting },
  })
  vim.lsp.buf_attach_client(0, id)
  local client = vim.lsp.get_client_by_id(id)
  await('the server to initialize', function() return client.initialized end)
  await('diagnostics', function() return published > 0 end)
  result.diagnostics = diagnostics()

  vim.api.nvim_win_set_cursor(0, { tonumber(env.LENS_LINE), tonumber(env.LENS_COLUMN) - 1 })
  local hover = request(client, 'textDocument/hover', vim.lsp.util.make_position_params(0, client.offset_encoding))
  result.hover = hover and table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), '\n') or ''

  fix(client)
  result.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
  result.diagnosticsAfter = diagnostics()
  client.stop()
  await('the server to end', function() return client.is_stopped() end)
end

local ok, failure = xpcall(main, function(e) return type(e) == 'string' and e or debug.traceback(e) end)
if not ok then result.failures = { failure } end
io.stdout:write(vim.fn.json_encode(result), '\n')
vim.cmd('qall!')
