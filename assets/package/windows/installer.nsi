; Installer for one user: no administrator, nothing outside the user's own folders and registry.
; VERSION, NUMBERS (the version without what follows a dash), STAGE (folder with what is installed), ICON, KILOBYTES and OUT come from .ci/packaging/windows.
Unicode true
ManifestDPIAware true
ManifestSupportedOS Win10
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include MUI2.nsh
!include FileFunc.nsh

!define NAME "VectorSearch Pro"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\VectorSearchPro"

Name "${NAME}"
OutFile "${OUT}"
; Not the folder in which the app keeps the user's models and runs.
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${NUMBERS}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} Setup"
VIAddVersionKey "LegalCopyright" "MIT or Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\vectorsearch-pro.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Start ${NAME}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "The app is removed. Your models, runs and settings stay in$\r$\n$LOCALAPPDATA\${NAME} and $APPDATA\${NAME},$\r$\nand models that were downloaded in .cache\huggingface in your own folder.$\r$\nDelete these folders yourself if nothing in them is needed any more."

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs cannot be replaced or removed.
!macro CloseFirst
  retry:
  ClearErrors
  IfFileExists "$INSTDIR\vectorsearch-pro.exe" 0 closed
  FileOpen $0 "$INSTDIR\vectorsearch-pro.exe" a
  IfErrors 0 free
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Close it, then press Retry." /SD IDCANCEL IDRETRY retry
  Abort
  free:
  FileClose $0
  closed:
!macroend

; What a version installed beside the executable. Each is named: somebody may have chosen a folder with files of others.
!macro RemoveFiles
  RMDir /r "$INSTDIR\licences"
  RMDir /r "$INSTDIR\guide"
  Delete "$INSTDIR\onnxruntime.dll"
  Delete "$INSTDIR\msvcp140.dll"
  Delete "$INSTDIR\msvcp140_1.dll"
  Delete "$INSTDIR\vcruntime140.dll"
  Delete "$INSTDIR\vcruntime140_1.dll"
!macroend

Section "${NAME}"
  !insertmacro CloseFirst
  ; What an earlier version left, so that two versions never mix.
  IfFileExists "$INSTDIR\uninstall.exe" 0 fresh
  !insertmacro RemoveFiles
  fresh:
  SetOutPath "$INSTDIR"
  File /r "${STAGE}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\vectorsearch-pro.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\vectorsearch-pro.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "The ${NAME} authors"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro CloseFirst
  !insertmacro RemoveFiles
  Delete "$INSTDIR\vectorsearch-pro.exe"
  Delete "$INSTDIR\CHANGELOG.md"
  Delete "$INSTDIR\uninstall.exe"
  ; Not /r: what a user put here stays.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
