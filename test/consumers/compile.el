;; Visits every message of the golden file $GOLDEN as compilation-mode reads it, and writes where each leads.
(require 'compile)
(require 'json)
(setq compilation-skip-threshold 0
      compilation-error-screen-columns (equal (getenv "UNIT") "screen")
      enable-local-variables nil
      large-file-warning-threshold nil)
(let ((spots nil)
      (messages (get-buffer-create "*golden*")))
  (with-current-buffer messages
    (setq default-directory (file-name-as-directory (getenv "ROOT")))
    (insert "Compilation started\n\n")
    (insert-file-contents (getenv "GOLDEN"))
    (compilation-mode)
    (goto-char (point-min)))
  (setq next-error-last-buffer messages)
  (condition-case nil
      (let ((first t))
        (while t
          (with-current-buffer messages (next-error 1 first))
          (setq first nil)
          (with-current-buffer (window-buffer (selected-window))
            (push (list (cons 'path (file-relative-name (buffer-file-name) (getenv "ROOT")))
                        (cons 'line (line-number-at-pos))
                        (cons 'character (string (or (char-after) 0))))
                  spots))))
    (user-error nil))
  (with-temp-file (getenv "RESULT")
    (set-buffer-file-coding-system 'utf-8-unix)
    (insert (json-encode (vconcat (nreverse spots))))))
