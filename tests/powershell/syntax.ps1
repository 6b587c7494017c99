# SPDX-License-Identifier: GPL-3.0-or-later
# syntax - what a script uses that Windows PowerShell 3 lacks, a line each: syntax.ps1 FILE...; nothing when there is nothing
#
# PowerShell's own parser makes the tree. Commands are those of the list below, with the parameters that 3.0 has, the script's own
# functions, and cmdlets of the servers.
param([Parameter(ValueFromRemainingArguments)] [string[]] $Files)

$commands = @{
    'Export-Clixml' = 'LiteralPath', 'Path', 'Depth', 'Encoding', 'InputObject', 'Force', 'NoClobber'
    'ForEach-Object' = 'Process', 'Begin', 'End', 'MemberName'
    'Get-Command' = 'Name', 'Module', 'CommandType'
    'Get-Module' = 'Name', 'ListAvailable', 'All'
    'Import-Module' = 'Name', 'Force', 'Prefix'
    'Out-File' = 'FilePath', 'LiteralPath', 'Encoding', 'Append'
    'Out-Null' = @()
    'Remove-Item' = 'LiteralPath', 'Path', 'Recurse', 'Force'
    'Select-Object' = 'Property', 'First', 'Last', 'Unique', 'ExpandProperty'
    'Set-StrictMode' = 'Version', 'Off'
    'Sort-Object' = 'Property', 'Descending', 'Unique'
    'Test-Path' = 'LiteralPath', 'Path', 'PathType', 'IsValid'
    'Where-Object' = 'FilterScript', 'Property'
    'Write-Error' = 'Message', 'ErrorRecord'
    'Write-Output' = 'InputObject'
    'Write-Warning' = 'Message'
}
$common = 'ErrorAction', 'ErrorVariable', 'WarningAction', 'Verbose', 'Debug', 'Confirm', 'WhatIf', 'OutVariable'
# Kinds of nodes that came later, and of a node that was there before, what may be said of it since
$laterNodes = 'TernaryExpressionAst', 'PipelineChainAst', 'TypeDefinitionAst', 'UsingStatementAst', 'ConfigurationDefinitionAst',
    'DynamicKeywordStatementAst', 'BaseCtorInvokeMemberExpressionAst', 'CleanBlockAst'
$laterOperators = 'QuestionQuestion', 'QuestionQuestionEquals'
$laterMembers = 'new', 'where', 'foreach'

function Find-Later($Ast, [string[]] $Own) {
    $kind = $Ast.GetType().Name
    if ($kind -in $laterNodes) { return "a $($kind -replace 'Ast$')" }
    if ($Ast.psobject.Properties['Operator'] -and [string] $Ast.Operator -in $laterOperators) { return "the operator $($Ast.Operator)" }
    if ($Ast.psobject.Properties['NullConditional'] -and $Ast.NullConditional) { return 'a null-conditional member' }
    if ($Ast.psobject.Properties['Background'] -and $Ast.Background) { return 'a background job by &' }
    if ($kind -eq 'NamedBlockAst' -and [string] $Ast.BlockKind -eq 'Clean') { return 'a clean block' }
    if ($kind -eq 'InvokeMemberExpressionAst' -and "$($Ast.Member)" -in $laterMembers) { return "the method $($Ast.Member)" }
    if ($kind -eq 'ConstantExpressionAst' -and $Ast.Extent.Text -match '^0b|[uysn]+$') { return "the number $($Ast.Extent.Text)" }
    if ($kind -ne 'CommandAst') { return }
    $name = $Ast.GetCommandName()
    if (-not $name -or $name -in $Own -or $name -match '^[A-Z][a-z]+-Cs[A-Z]') { return }
    if (-not $commands.ContainsKey($name)) { return "the command $name" }
    foreach ($element in $Ast.CommandElements) {
        if ($element.GetType().Name -eq 'CommandParameterAst' -and $element.ParameterName -notin ($commands[$name] + $common)) {
            "$name -$($element.ParameterName)"
        }
    }
}

foreach ($file in $Files) {
    $errors = $tokens = $null
    $tree = [Management.Automation.Language.Parser]::ParseFile($file, [ref] $tokens, [ref] $errors)
    foreach ($problem in $errors) { "$($file): line $($problem.Extent.StartLineNumber): $($problem.Message)" }
    $own = @($tree.FindAll({ $args[0].GetType().Name -eq 'FunctionDefinitionAst' }, $true) | ForEach-Object Name)
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        foreach ($later in @(Find-Later $node $own)) { "$($file): line $($node.Extent.StartLineNumber): $later" }
    }
}
