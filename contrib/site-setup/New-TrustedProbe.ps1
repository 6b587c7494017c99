# SPDX-License-Identifier: GPL-3.0-or-later
<#
.SYNOPSIS
Lets a monitoring host ask the Access Edge and the pool: makes it a trusted application pool with one trusted application.

.DESCRIPTION
Prints what it would do, and does nothing else unless -Apply is given. With -Apply each step asks first (-Confirm:$false: it does
not). What is there already is left as it is.

Run it in the Lync Server Management Shell, or that of Skype for Business Server, as a member of RTCUniversalServerAdmins, in a
session on the server itself: RBAC roles hold for remote sessions only.

Its tests run it with PowerShell 7.6 and stand-ins of these cmdlets, after Microsoft's pages, and check that Windows PowerShell 3 knows
all it uses. It has not been run on a real server. No page says that an Access Edge takes a
trusted application pool for routing to federation; a Front End or a Director does.

.PARAMETER ProbeFqdn
Name of the monitoring host, as in its certificate (probe-csr --name).

.PARAMETER PoolFqdn
Name of the new trusted application pool. Without it, the host's own.

.PARAMETER Registrar
Front End pool that the new pool belongs to.

.PARAMETER SiteId
Site of the new pool, as Get-CsSite shows it under SiteId. Without it, the only site.

.PARAMETER ApplicationId
Name of the trusted application.

.PARAMETER Port
Its port, unique within the new pool. Nothing ever connects there.

.PARAMETER WithEndpoint
Also makes a trusted application endpoint with this SIP address, such as sip:monitor@contoso.com, for sites where a Front End or a
Director is asked: -f of the plugins names it. It is a contact in Active Directory; rights are needed there.

.PARAMETER PolicyName
External access policy, one that is there and allows federation, to be granted to that endpoint each time. Without it, that of its site.

.PARAMETER Apply
Do it.

.EXAMPLE
.\New-TrustedProbe.ps1 -ProbeFqdn probe.contoso.com -Registrar pool.contoso.com

.EXAMPLE
.\New-TrustedProbe.ps1 -ProbeFqdn probe.contoso.com -Registrar pool.contoso.com -Apply
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [Parameter(Mandatory = $true)][ValidatePattern('^([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$')][string]$ProbeFqdn,
    [ValidatePattern('^([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$')][string]$PoolFqdn = $ProbeFqdn,
    [Parameter(Mandatory = $true)][ValidatePattern('^([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$')][string]$Registrar,
    [string]$SiteId,
    [ValidatePattern('^[A-Za-z0-9._-]+$')][string]$ApplicationId = 'nagios',
    [ValidateRange(1, 65535)][int]$Port = 5061,
    [ValidatePattern('^sip:[A-Za-z0-9._-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$')][string]$WithEndpoint,
    [ValidatePattern('^[A-Za-z0-9 ._-]+$')][string]$PolicyName,
    [switch]$Apply
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2

if ($PolicyName -and -not $WithEndpoint) {
    throw '-PolicyName is granted to an endpoint: name one with -WithEndpoint.'
}

# ---- what is there ----

if (-not (Get-Command New-CsTrustedApplicationPool -ErrorAction SilentlyContinue)) {
    throw 'There is no New-CsTrustedApplicationPool here: run this in the management shell of a server.'
}
if (-not $SiteId) {
    $sites = @(Get-CsSite)
    if ($sites.Count -ne 1) {
        $found = ($sites | ForEach-Object { $_.SiteId }) -join ', '
        throw "There are $($sites.Count) sites ($found): name one with -SiteId."
    }
    $SiteId = [string]$sites[0].SiteId
}
$pool = @(Get-CsTrustedApplicationPool | Where-Object { [string]$_.PoolFqdn -eq $PoolFqdn })
$computer = @(Get-CsTrustedApplicationComputer | Where-Object { [string]$_.Identity -eq $ProbeFqdn })
$application = @(Get-CsTrustedApplication |
    Where-Object { [string]$_.Identity -eq "$PoolFqdn/urn:application:$ApplicationId" })

# ---- what is to be done: one row each, in order ----

$steps = @()
if (-not $pool) {
    # The only computer of a pool has the pool's name, unless another is given.
    $named = @{}
    if ($PoolFqdn -ne $ProbeFqdn) {
        $named['ComputerFqdn'] = $ProbeFqdn
    }
    $steps += @{
        Says = "New-CsTrustedApplicationPool -Identity $PoolFqdn -Registrar $Registrar -Site $SiteId " +
            $(if ($named.Count) { "-ComputerFqdn $ProbeFqdn " }) + '-RequiresReplication $false'
        Does = {
            New-CsTrustedApplicationPool -Identity $PoolFqdn -Registrar $Registrar -Site $SiteId @named `
                -RequiresReplication $false -Force
        }
    }
} elseif (-not $computer) {
    $steps += @{
        Says = "New-CsTrustedApplicationComputer -Identity $ProbeFqdn -Pool $PoolFqdn"
        Does = { New-CsTrustedApplicationComputer -Identity $ProbeFqdn -Pool $PoolFqdn }
    }
}
if (-not $application) {
    $steps += @{
        Says = "New-CsTrustedApplication -ApplicationId $ApplicationId -TrustedApplicationPoolFqdn $PoolFqdn -Port $Port"
        Does = { New-CsTrustedApplication -ApplicationId $ApplicationId -TrustedApplicationPoolFqdn $PoolFqdn -Port $Port -Force }
    }
}
if ($steps) {
    $steps += @{
        Says = 'Enable-CsTopology'
        Does = { Enable-CsTopology }
    }
}

# The endpoint needs the application, published.
if ($WithEndpoint) {
    $endpoint = @(Get-CsTrustedApplicationEndpoint -TrustedApplicationPoolFqdn $PoolFqdn -ApplicationId $ApplicationId -ErrorAction SilentlyContinue |
        Where-Object { [string]$_.SipAddress -eq $WithEndpoint })
    if (-not $endpoint) {
        $steps += @{
            Says = "New-CsTrustedApplicationEndpoint -ApplicationId $ApplicationId -TrustedApplicationPoolFqdn $PoolFqdn -SipAddress $WithEndpoint"
            Does = { New-CsTrustedApplicationEndpoint -ApplicationId $ApplicationId -TrustedApplicationPoolFqdn $PoolFqdn -SipAddress $WithEndpoint }
        }
    }
    if ($PolicyName) {
        $steps += @{
            Says = "Grant-CsExternalAccessPolicy -Identity $WithEndpoint -PolicyName '$PolicyName'"
            Does = { Grant-CsExternalAccessPolicy -Identity $WithEndpoint -PolicyName $PolicyName }
        }
    }
}

# ---- and the doing ----

if (-not $steps) {
    "$ProbeFqdn is a trusted application computer of $PoolFqdn already; nothing is to be done."
}
$done = @()
foreach ($step in $steps) {
    $step.Says
    if (-not $Apply -or -not $PSCmdlet.ShouldProcess($PoolFqdn, $step.Says)) {
        continue
    }
    try {
        & $step.Does | Out-Null
    }
    catch {
        ''
        "Done: $(if ($done) { $done -join '; ' } else { 'nothing' })"
        "Not done: $(@($steps | ForEach-Object { $_.Says } | Where-Object { $done -notcontains $_ }) -join '; ')"
        if ($done) {
            'What was done is not in force yet. Mend the error; then run this script again, or Enable-CsTopology where that alone is left.'
        }
        throw
    }
    $done += $step.Says
}
if ($steps -and -not $Apply) {
    ''
    'Nothing was done. The same with -Apply does it; it publishes every other pending change of the topology too.'
}
''
'The Edge learns it by replication, which takes some minutes: Get-CsManagementStoreReplicationStatus.'
"Let $ProbeFqdn reach TCP 5061 of the Access Edge's internal side (or of $Registrar), and TCP 443 of $Registrar."
'To undo it: Remove-CsTrustedApplicationEndpoint where there is one, then Remove-CsTrustedApplicationPool, Enable-CsTopology.'
