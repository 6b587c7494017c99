# SPDX-License-Identifier: GPL-3.0-or-later
# bind - parses commands, and binds each to a function with the parameters of its cmdlet: bind.ps1 STUBS LINES ANSWERS
#
# STUBS is JSON: a list of {name, sets: [{name, parameters: [{name, type, mandatory, position}]}]}. LINES is JSON: a list of texts. ANSWERS
# gets a list of {error, bound: [{name, values: {parameter: text}}]}: the cmdlets of each text and what their parameters were given.
param([string] $Stubs, [string] $Lines, [string] $Answers)
$ErrorActionPreference = 'Stop'
$types = @{ Boolean = 'bool'; switch = 'switch'; UInt16 = 'uint16'; UInt32 = 'uint32'; UInt64 = 'uint64'; Int16 = 'int16'; Int32 = 'int'
    Int64 = 'long'; Guid = 'guid'; DateTime = 'datetime'; TimeSpan = 'timespan'; 'String[]' = 'string[]'; 'CertType[]' = 'string[]' }
$global:bound = $null

# A function that notes what it was bound to
function New-Stub($Cmdlet) {
    $parameters = [ordered] @{}
    foreach ($set in $Cmdlet.sets) {
        foreach ($parameter in $set.parameters) {
            $attribute = "ParameterSetName = '$($set.name)'"
            if ($parameter.mandatory) { $attribute += ', Mandatory' }
            if ($null -ne $parameter.position) { $attribute += ", Position = $($parameter.position)" }
            if (-not $parameters.Contains($parameter.name)) { $parameters[$parameter.name] = @{ Type = $parameter.type; Attributes = @() } }
            $parameters[$parameter.name].Attributes += "[Parameter($attribute)]"
        }
    }
    $texts = foreach ($name in $parameters.Keys) {
        $type = $types[$parameters[$name].Type]
        "$($parameters[$name].Attributes -join ' ') [AllowNull()] [AllowEmptyString()] $(if ($type) { "[$type]" }) `$$name"
    }
    # An attribute that a type cannot have is left away
    $texts = $texts -replace '\[AllowNull\(\)\] \[AllowEmptyString\(\)\] (?=\[(bool|switch|u?int|long|guid|datetime|timespan))'
    "function global:$($Cmdlet.name) { [CmdletBinding(SupportsShouldProcess, PositionalBinding = `$false, DefaultParameterSetName = " +
        "'$($Cmdlet.sets[0].name)')] param($($texts -join ', ')) `$global:bound.Add(@{ name = `$MyInvocation.MyCommand.Name; " +
        "values = Get-Text `$PSBoundParameters }) }"
}

function global:Get-Text($Bound) {
    $texts = [ordered] @{}
    foreach ($name in $Bound.Keys) {
        $value = $Bound[$name]
        $texts[$name] = if ($null -eq $value) { '$null' } elseif ($value -is [Collections.IDictionary]) {
            ($value.Keys | ForEach-Object { "$_=$($value[$_] -join ',')" }) -join ';'
        } else { $value -join ',' }
    }
    $texts
}

foreach ($cmdlet in Get-Content -Raw -LiteralPath $Stubs | ConvertFrom-Json) { Invoke-Expression (New-Stub $cmdlet) }
$results = foreach ($line in Get-Content -Raw -LiteralPath $Lines | ConvertFrom-Json) {
    $errors = $tokens = $problem = $null
    $global:bound = [Collections.Generic.List[object]]::new()
    $null = [Management.Automation.Language.Parser]::ParseInput($line, [ref] $tokens, [ref] $errors)
    if ($errors) {
        $problem = "$($errors[0].Message)"
    } else {
        try { $null = & ([scriptblock]::Create($line)) } catch { $problem = "$($_.Exception.Message)" }
    }
    @{ error = $problem; bound = $global:bound }
}
ConvertTo-Json @($results) -Depth 6 | Set-Content -LiteralPath $Answers
