/**
 * What each shell needs to complete command lines of confrec. The scripts hold no options: they ask the program, which
 * knows them, the devices and the recordings that run.
 *
 * An answer is a word a line, behind a tab what it means; `:files` or `:folders` has the shell look for paths.
 */
import { ASK, type Shell } from "./shells.ts";

const BASH = String.raw`# Completions for bash. In ~/.bashrc: eval "$(confrec completions bash)"
_confrec() {
  local words=() i piece="" glued="" last=0 front current="" quote="" kept line rest
  # Readline breaks words at = and :, which confrec does not.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    piece=${"$"}{COMP_WORDS[i]}
    if ((${"$"}{#words[@]} > 0)) && [[ $piece == [=:]* || $glued ]]; then
      words[last]+=$piece
    else
      last=${"$"}{#words[@]}
      words[last]=$piece
    fi
    glued=""
    [[ $piece == *[=:] ]] && glued=1
  done
  front=${"$"}{words[last]%"$piece"}
  if [[ $piece == [\"\']* ]]; then
    quote=${"$"}{piece:0:1}
    piece=${"$"}{piece:1}
  fi
  # What is typed with backslashes confrec knows without them.
  while [[ $quote != "'" && $piece == *\\?* ]]; do
    current+=${"$"}{piece%%\\*}
    piece=${"$"}{piece#*\\}
    [[ $quote && $piece != [\"\\\$${"\\`"}]* ]] && current+=\\
    current+=${"$"}{piece:0:1}
    piece=${"$"}{piece:1}
  done
  current=$front$current$piece
  words[last]=$current
  # Within quotes readline breaks nothing.
  kept=$front
  [[ $quote ]] || kept=${"$"}{current%"${"$"}{current##*[=:]}"}
  COMPREPLY=()
  while IFS=$'\t' read -r line rest; do
    case $line in
      :files | :folders)
        compopt -o filenames 2>/dev/null
        local flag=-f
        [[ $line == :folders ]] && flag=-d
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen $flag -- "${"$"}{current#"$kept"}")
        ;;
      *)
        line=${"$"}{line#"$kept"}
        [[ $line == *: ]] && compopt -o nospace 2>/dev/null
        # A device may be called anything, and none of it is to be run.
        case $quote in
          "'") line=${"$"}{line//\'/\'\\\'\'} ;;
          '"')
            [[ $line == *!* ]] && continue
            line=${"$"}{line//\\/\\\\}
            line=${"$"}{line//\"/\\\"}
            line=${"$"}{line//\$/\\\$}
            line=${"$"}{line//${"\\`"}/\\${"\\`"}}
            ;;
          *)
            printf -v line %q "$line"
            line=${"$"}{line//\\:/:}
            ;;
        esac
        COMPREPLY+=("$line")
        ;;
    esac
  done < <("${"$"}{1/#\~/$HOME}" ${ASK} "${"$"}{words[@]}" 2>/dev/null)
}
complete -F _confrec confrec
`;

const ZSH = String.raw`#compdef confrec
# Completions for zsh. In ~/.zshrc, below compinit: eval "$(confrec completions zsh)"
_confrec() {
  local line
  local -a words_typed found shown
  # The last word may be in quotes that are still open.
  words_typed=("${"$"}{(@Q)words[2,CURRENT-1]}" "${"$"}{(Q)${"$"}{:-$words[CURRENT]$compstate[quote]}}")
  for line in "${"$"}{(@f)$(${"$"}{(Q)words[1]} ${ASK} "${"$"}{words_typed[@]}" 2>/dev/null)}"; do
    case $line in
      :files) compset -P '*[=:]'; _files ;;
      :folders) compset -P '*[=:]'; _files -/ ;;
      ?*)
        found+=("${"$"}{line%%$'\t'*}")
        shown+=("${"$"}{line/$'\t'/  }")
        ;;
    esac
  done
  (( ${"$"}{#found} )) && compadd -l -d shown -a found
}
if [[ ${"$"}{funcstack[1]} == _confrec ]]; then _confrec "$@"; else compdef _confrec confrec; fi
`;

const FISH = String
  .raw`# Completions for fish: confrec completions fish > ~/.config/fish/completions/confrec.fish
function __confrec_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # As confrec gets it, also from quotes that are still open.
    set -l current (string unescape -- "$typed"; or echo -- $typed)
    set -l path (string replace -r '^(--[^=]*=)?(file:)?' '' -- "$current")
    set -l kept (string sub -l (math (string length -- "$current") - (string length -- "$path")) -- "$current")
    set -l place (string replace -r '^~/' "$HOME/" -- "$path")
    for line in ($words[1] ${ASK} $words[2..] "$current" 2>/dev/null)
        switch $line
            case :files
                for each in (__fish_complete_path "$place")
                    echo $kept(string replace -- "$place" "$path" $each)
                end
            case :folders
                for each in (__fish_complete_directories (string escape -n -- "$place"))
                    echo $kept(string replace -- "$place" "$path" $each)
                end
            case '*'
                echo $line
        end
    end
end
complete -c confrec -f -a '(__confrec_complete)'
`;

const POWERSHELL = String
  .raw`# Completions for PowerShell. In $PROFILE: confrec completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName confrec -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $elements = @($commandAst.CommandElements)
  $words = @($elements | Select-Object -Skip 1 | ForEach-Object {
    if ($_.GetType().Name -match 'String.*Ast$') { $_.Value } else { $_.ToString().Trim("'""") }
  })
  # Old PowerShells pass no empty word on, but a blank.
  if ($wordToComplete -eq '') { $words += ' ' }
  $program = $elements[0].ToString()
  & $program ${ASK} @words 2>$null | ForEach-Object {
    # Nothing for paths: then PowerShell looks for them itself.
    if ($_ -and -not $_.StartsWith(':')) {
      $word, $help = $_ -split "${"`"}t", 2
      if (-not $help) { $help = $word }
      # A device may be called anything, and none of it is to be run.
      $text = $word
      if ($word -notmatch '^[\w./\\:=+-]+$') {
        $text = "'" + ($word -replace '[''\u2018-\u201b]', '$0$0') + "'"
      }
      [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $help)
    }
  }
}
`;

/** The script for a shell. */
export function completionScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL }[shell];
}
