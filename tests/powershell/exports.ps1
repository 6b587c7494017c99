# SPDX-License-Identifier: GPL-3.0-or-later
# exports - the settings of this world in every form that PowerShell writes, a file for each: exports.ps1 DIRECTORY
param([string] $Directory)
$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $Directory

$names = 'HostingProvider', 'AllowedDomain', 'BlockedDomain', 'AccessEdgeConfiguration', 'PushNotificationConfiguration', 'McxConfiguration',
    'ImFilterConfiguration', 'MobilityPolicy', 'ManagementStoreReplicationStatus'
$ordered = [ordered] @{ ExportedAt = [DateTime]::UtcNow.ToString('o') }
foreach ($name in $names) { $ordered[$name] = @(& "Get-Cs$name") }
$plain = @{}
foreach ($name in $ordered.Keys) { $plain[$name] = $ordered[$name] }
$object = [pscustomobject] $ordered
$rows = @($names | ForEach-Object { $ordered[$_] })

$null = New-Item -ItemType Directory each, each-json

# ---- Export-Clixml ----

$ordered | Export-Clixml clixml-ordered.xml -Depth 4
$ordered | Export-Clixml clixml-ordered-utf8-with-mark.xml -Depth 4 -Encoding utf8BOM
$ordered | Export-Clixml clixml-ordered-utf16.xml -Depth 4 -Encoding Unicode
$ordered | Export-Clixml clixml-ordered-utf16-big.xml -Depth 4 -Encoding BigEndianUnicode
$ordered | Export-Clixml clixml-ordered-ascii.xml -Depth 4 -Encoding ascii
$ordered | Export-Clixml clixml-ordered-utf32.xml -Depth 4 -Encoding utf32
$ordered | Export-Clixml clixml-ordered-depth-3.xml -Depth 3
$ordered | Export-Clixml clixml-ordered-depth-2.xml -Depth 2
$ordered | Export-Clixml clixml-ordered-depth-1.xml -Depth 1
$ordered | Export-Clixml clixml-ordered-default.xml
$plain | Export-Clixml clixml-hashtable.xml -Depth 4
$object | Export-Clixml clixml-object.xml -Depth 4
$object | Export-Clixml clixml-object-depth-1.xml -Depth 1
$rows | Export-Clixml clixml-array.xml -Depth 4
$rows | Export-Clixml clixml-array-depth-1.xml -Depth 1
, $rows | Export-Clixml clixml-one-list.xml -Depth 4
foreach ($name in $names) { & "Get-Cs$name" | Export-Clixml "each/Get-Cs$name.xml" }
[IO.File]::WriteAllText("$Directory/convertto-clixml.xml", ($ordered | ConvertTo-CliXml -Depth 4))
[IO.File]::WriteAllText("$Directory/convertto-clixml-array.xml", ($rows | ConvertTo-CliXml -Depth 4))

# ---- ConvertTo-Json ----

foreach ($depth in 1, 2, 4) {
    $ordered | ConvertTo-Json -Depth $depth -WarningAction SilentlyContinue | Set-Content "json-depth-$depth.json"
    $ordered | ConvertTo-Json -Depth $depth -EnumsAsStrings -WarningAction SilentlyContinue | Set-Content "json-depth-$depth-words.json"
    $ordered | ConvertTo-Json -Depth $depth -EnumsAsStrings -Compress -WarningAction SilentlyContinue |
        Set-Content "json-depth-$depth-words-compressed.json"
    $ordered | ConvertTo-Json -Depth $depth -Compress -WarningAction SilentlyContinue | Set-Content "json-depth-$depth-compressed.json"
    ConvertTo-Json $rows -Depth $depth -WarningAction SilentlyContinue | Set-Content "json-list-depth-$depth.json"
    ConvertTo-Json $rows -Depth $depth -EnumsAsStrings -WarningAction SilentlyContinue | Set-Content "json-list-depth-$depth-words.json"
    $object | ConvertTo-Json -Depth $depth -EnumsAsStrings -WarningAction SilentlyContinue | Set-Content "json-object-depth-$depth-words.json"
}
$ordered | ConvertTo-Json -WarningAction SilentlyContinue | Set-Content json-plain.json
$ordered | ConvertTo-Json -Depth 4 -EnumsAsStrings | Set-Content json-words-utf16.json -Encoding Unicode
$ordered | ConvertTo-Json -Depth 4 -EnumsAsStrings | Set-Content json-words-utf8-with-mark.json -Encoding utf8BOM
foreach ($name in $names) { ConvertTo-Json @(& "Get-Cs$name") -Depth 4 -EnumsAsStrings | Set-Content "each-json/Get-Cs$name.json" }

# ---- what is named, and not read ----

$ordered.HostingProvider | Export-Csv csv.csv
$ordered.HostingProvider | Export-Csv csv-with-types.csv -IncludeTypeInformation
$ordered.HostingProvider | ConvertTo-Csv -Delimiter ';' | Set-Content csv-semicolon.csv
$ordered.HostingProvider | Format-List | Out-File format-list.txt
$ordered.HostingProvider | Format-List | Out-File format-list-utf16.txt -Encoding Unicode
$ordered.HostingProvider | Format-Table | Out-File format-table.txt
($ordered.HostingProvider | ConvertTo-Xml -Depth 4).Save("$Directory/convertto-xml.xml")
$ordered.HostingProvider | ConvertTo-Html | Set-Content convertto-html.html
$ordered.HostingProvider | Out-String | Set-Content out-string.txt
