;;; session.el --- a session of eglot with the server  -*- lexical-binding: t -*-
;; SPDX-License-Identifier: GPL-2.0-or-later

;;; Commentary:
;; Runs in `emacs --batch' (Emacs 28 with Debian's eglot 1.9, or later).  See ../session.ts.

;;; Code:
(require 'package)
(package-initialize)                    ; finds Debian's elpa-eglot
(require 'eglot)
(require 'flymake)
(require 'json)
(require 'seq)

(defvar lens-result nil "What is printed: an alist.")
(defvar lens-timeout (string-to-number (getenv "LENS_TIMEOUT")))
(defvar lens-published 0 "How often the server sent diagnostics.")

(advice-add 'eglot-handle-notification :after
            (lambda (_server method &rest _)
              (when (eq method 'textDocument/publishDiagnostics)
                (setq lens-published (1+ lens-published)))))

(defun lens-put (key value) (push (cons key value) lens-result))

(defun lens-await (what predicate)
  "Let processes and timers run until PREDICATE holds; signal WHAT if it never does."
  (let ((end (+ (float-time) lens-timeout)))
    (while (not (funcall predicate))
      (when (> (float-time) end) (error "Waited for %s" what))
      (accept-process-output nil 0.02))))

(defun lens-flymake ()
  "The diagnostics that flymake shows, first things first."
  (flymake-start)
  (accept-process-output nil 0.1)
  (sort (flymake-diagnostics)
        (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b)))))

(defun lens-diagnostic (d)
  (save-excursion
    (goto-char (flymake-diagnostic-beg d))
    `((line . ,(line-number-at-pos))
      (column . ,(1+ (- (point) (line-beginning-position))))
      (severity . ,(pcase (flymake-diagnostic-type d)
                     ((or 'eglot-error :error) "error")
                     ((or 'eglot-warning :warning) "warning")
                     (_ "note")))
      (message . ,(flymake-diagnostic-text d)))))

(defun lens-diagnostics () (vconcat (mapcar #'lens-diagnostic (lens-flymake))))

(defun lens-hover ()
  (goto-char (point-min))
  (forward-line (1- (string-to-number (getenv "LENS_LINE"))))
  (forward-char (1- (string-to-number (getenv "LENS_COLUMN"))))
  (let ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                 (eglot--TextDocumentPositionParams))))
    (if answer (substring-no-properties (eglot--hover-info (plist-get answer :contents))) "")))

(defun lens-apply (edit)
  ;; The second argument is new in eglot 1.16.
  (if (eql 2 (car (func-arity 'eglot--apply-workspace-edit)))
      (eglot--apply-workspace-edit edit 'lens)
    (eglot--apply-workspace-edit edit)))

(defun lens-fix ()
  (let* ((first (or (car (lens-flymake)) (error "No diagnostic to fix")))
         (actions (append (eglot-code-actions (flymake-diagnostic-beg first) (flymake-diagnostic-end first)) nil))
         (action (seq-find (lambda (a) (equal (plist-get a :title) (getenv "LENS_FIX"))) actions))
         (before lens-published))
    (lens-put 'actions (vconcat (mapcar (lambda (a) (plist-get a :title)) actions)))
    (unless action (error "The fix is not offered"))
    (unless (plist-get action :edit)
      (setq action (jsonrpc-request (eglot--current-server-or-lose) :codeAction/resolve action)))
    (lens-apply (plist-get action :edit))
    (eglot--signal-textDocument/didChange)
    (lens-await "diagnostics after the fix" (lambda () (> lens-published before)))))

(defun lens-main ()
  (lens-put 'editor (format "emacs %s, eglot %s" emacs-version
                            (let ((found (cadr (assq 'eglot package-alist))))
                              (if found (package-version-join (package-desc-version found)) "built in"))))
  (switch-to-buffer (find-file-noselect (getenv "LENS_FILE")))
  (setq eglot-server-programs (list (cons major-mode (split-string (getenv "LENS_SERVER") "\n")))
        eglot-sync-connect t
        eglot-connect-timeout lens-timeout
        eglot-confirm-server-initiated-edits nil
        make-backup-files nil)
  (apply #'eglot (eglot--guess-contact))
  (lens-await "diagnostics" (lambda () (> lens-published 0)))
  (lens-put 'diagnostics (lens-diagnostics))
  (lens-put 'hover (lens-hover))
  (lens-fix)
  (lens-put 'text (buffer-substring-no-properties (point-min) (point-max)))
  (lens-put 'diagnosticsAfter (lens-diagnostics))
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server) nil 5))

(lens-put 'failures (condition-case failure (progn (lens-main) [])
                      (error (vector (error-message-string failure)))))
(princ (concat (json-encode (reverse lens-result)) "\n"))
(kill-emacs 0)

;;; session.el ends here
