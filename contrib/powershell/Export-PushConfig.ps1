# SPDX-License-Identifier: GPL-3.0-or-later
<#
.SYNOPSIS
    Writes the settings that check_push_config judges into one file.

.DESCRIPTION
    For pools that a monitoring host may not reach over remote PowerShell. Runs on a Front End, or wherever the Lync or Skype for
    Business management tools are; on an Edge with -LocalStore. Reads only. Every cmdlet is asked; one that fails is written down with
    its error, so that the check calls it UNKNOWN instead of missing. The time stands inside the file, in UTC. The file is complete or not there at all: it
    takes the place of the last one only once it is whole.

    Needs the right to read the settings: an account in RTCUniversalUserAdmins or RTCUniversalServerAdmins, which Microsoft's pages name for
    some of the cmdlets, and the right to write the file. A role for remote sessions, with what it may read, is made by:
    New-CsAdminRole -Identity PushMonitor -Template CsViewOnlyAdministrator -Cmdlets Get-CsHostingProvider, Get-CsAllowedDomain,
    Get-CsBlockedDomain, Get-CsAccessEdgeConfiguration, Get-CsPushNotificationConfiguration, Get-CsMcxConfiguration,
    Get-CsImFilterConfiguration, Get-CsMobilityPolicy, Get-CsManagementStoreReplicationStatus, Get-CsService, Get-CsSite, Get-CsComputer,
    Get-CsPublicProvider, Get-CsExternalAccessPolicy, Get-CsSipDomain
    Windows PowerShell 3 or later. The exit code is 1 when a cmdlet failed.

    Its tests run it with PowerShell 7.6 and stand-ins of these cmdlets, and check that Windows PowerShell 3 knows all it uses. It has
    not been run on a real server.

.PARAMETER Path
    The file to write. Give it to check_push_config with --file, or put it on a web server for --url.

.PARAMETER LocalStore
    On an Edge, which has no way to the central store: reads its own replica of the settings, and what else it can tell, its Windows
    services.

.EXAMPLE
    .\Export-PushConfig.ps1 -Path D:\Export\push-config.xml

.EXAMPLE
    .\Export-PushConfig.ps1 -Path D:\Export\push-config-edge.xml -LocalStore

.EXAMPLE
    schtasks /Create /TN PushConfig /SC HOURLY /RU CONTOSO\svc-push /RP * /TR "powershell.exe -NoProfile -NonInteractive -File C:\Tools\Export-PushConfig.ps1 -Path D:\Export\push-config.xml"
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true, Position = 0)]
    [string] $Path,

    [switch] $LocalStore
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$settings = @(
    'HostingProvider'
    'AllowedDomain'
    'BlockedDomain'
    'AccessEdgeConfiguration'
    'PushNotificationConfiguration'
    'McxConfiguration'
    'ImFilterConfiguration'
    'MobilityPolicy'
)
if (-not $LocalStore) { $settings += 'ManagementStoreReplicationStatus' }

# Optional cmdlets, each with the members that are judged: not every version has the second, and an Edge knows only its own.
$more = @{
    ServerPatchVersion = 'ComponentName', 'Version'
    WindowsService = 'Name', 'Status'
    Certificate = 'Use', 'Subject', 'Issuer', 'NotBefore', 'NotAfter', 'AlternativeNames', 'Thumbprint'
    PublicProvider = 'Identity', 'ProxyFqdn', 'Enabled', 'VerificationLevel'
}
if (-not $LocalStore) {
    $more['Service'] = 'Identity', 'ServiceId', 'SiteId', 'PoolFqdn', 'Role', 'Version', 'AccessEdgeExternalSipPort', 'AccessEdgeExternalFqdn',
        'ExternalFqdn', 'InternalFqdn', 'PublishedExternalHttpsPort'
    $more['Site'] = 'Identity', 'SiteId', 'FederationRoute', 'SiteType', 'ParentSite'
    $more['ExternalAccessPolicy'] = 'Identity', 'EnableFederationAccess'
    $more['SipDomain'] = 'Identity', 'IsDefault'
    $more['Computer'] = 'Identity', 'Pool', 'Fqdn'
}
$store = @{}
if ($LocalStore) { $store['LocalStore'] = $true }

# The management shells load their module; a scheduled task has to.
foreach ($module in 'SkypeForBusiness', 'Lync') {
    if (Get-Module -ListAvailable -Name $module) {
        Import-Module -Name $module
        break
    }
}

$export = [ordered] @{ ExportedAt = [DateTime]::UtcNow.ToString('o', [Globalization.CultureInfo]::InvariantCulture) }
if ($LocalStore) {
    # Whose replica it is: the check compares it with the pool's settings where it gets both.
    $computer = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
    $export['LocalStore'] = @($computer.HostName, $computer.DomainName | Where-Object { $_ }) -join '.'
}
$failed = @{}
foreach ($name in $settings) {
    try {
        # @(): one object is a list of one, none is an empty list, which is an answer too. -ErrorAction: the preference above does
        # not reach into a module of functions, which is what Import-PSSession makes of the cmdlets.
        $export[$name] = @(& "Get-Cs$name" @store -ErrorAction Stop)
    }
    catch {
        $failed[$name] = $_.Exception.Message
        Write-Warning "Get-Cs${name}: $($_.Exception.Message)"
    }
}
foreach ($name in $more.Keys) {
    if (Get-Command -Name "Get-Cs$name" -ErrorAction SilentlyContinue) {
        # Of these, one alone stands in the replica; the others tell of this computer.
        $from = if ($name -eq 'PublicProvider') { $store } else { @{} }
        try {
            $export[$name] = @(& "Get-Cs$name" @from -ErrorAction Stop | Select-Object -Property $more[$name])
        }
        catch {
            Write-Warning "Get-Cs${name}: $($_.Exception.Message)"
        }
    }
}
$export['Errors'] = $failed

$whole = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$part = "$whole.$PID.part"
try {
    $export | Export-Clixml -LiteralPath $part -Depth 4 -Encoding UTF8
    if (Test-Path -LiteralPath $whole) {
        [IO.File]::Replace($part, $whole, [NullString]::Value)
    }
    else {
        [IO.File]::Move($part, $whole)
    }
}
finally {
    if (Test-Path -LiteralPath $part) {
        Remove-Item -LiteralPath $part
    }
}

exit [int] ($failed.Count -gt 0)
