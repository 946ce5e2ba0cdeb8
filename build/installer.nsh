; Registers links that start with stint: for everybody on this computer, and takes them out again. The link is one quoted argument:
; the app parses it (shared/deep-link.ts) and refuses every switch that is not on its list (electron/hardening/command-line.ts).
!macro customInstall
  DeleteRegKey SHCTX "Software\Classes\stint"
  WriteRegStr SHCTX "Software\Classes\stint" "" "URL:Stint"
  WriteRegStr SHCTX "Software\Classes\stint" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\stint\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\stint\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\stint"
!macroend
