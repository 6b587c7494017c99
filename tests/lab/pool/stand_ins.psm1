# SPDX-License-Identifier: GPL-3.0-or-later
# stand_ins - the Get-Cs cmdlets of a pool for a real PowerShell: objects of the lab's state, and what cmdlets do wrong
#
# CHECK_PUSH_STATE names a file of JSON: "settings" by section, "habits" (words, as pool/habits.py), "lacks" (cmdlets that are not
# there). CHECK_PUSH_TYPES names the assembly of stand_ins.cs.

Import-Module -Name $env:CHECK_PUSH_TYPES
$state = [IO.File]::ReadAllText($env:CHECK_PUSH_STATE) | ConvertFrom-Json -AsHashtable -DateKind String
$settings = 'Microsoft.Rtc.Management.WritableConfig.Settings'
$types = @{
    HostingProvider                  = "$settings.Edge.DisplayHostingProvider"
    AllowedDomain                    = "$settings.Edge.AllowedDomain"
    BlockedDomain                    = "$settings.Edge.BlockedDomain"
    AccessEdgeConfiguration          = "$settings.Edge.DisplayAccessEdgeSettingsDnsSrvRouting"
    PushNotificationConfiguration    = "$settings.PushNotificationConfiguration.PushNotificationConfiguration"
    McxConfiguration                 = "$settings.McxConfiguration.McxConfiguration"
    ImFilterConfiguration            = "$settings.ImFilter.ImFilterConfiguration"
    MobilityPolicy                   = 'Microsoft.Rtc.Management.WritableConfig.Policy.Mobility.MobilityPolicy'
    ManagementStoreReplicationStatus = 'Microsoft.Rtc.Management.Xds.ReplicaState'
    Service                          = 'Microsoft.Rtc.Management.Xds.Display'
    Site                             = 'Microsoft.Rtc.Management.Deploy.Internal.Site+CentralSite'
    Computer                         = 'Microsoft.Rtc.Management.Deploy.Internal.Machine'
    PublicProvider                   = "$settings.Edge.DisplayPublicProvider"
    ExternalAccessPolicy             = 'Microsoft.Rtc.Management.WritableConfig.Policy.ExternalAccess.ExternalAccessPolicy'
    SipDomain                        = 'Microsoft.Rtc.Management.Xds.SipDomain'
    WindowsService                   = 'Microsoft.Rtc.Management.Deployment.Core.NTService'
    Certificate                      = 'Microsoft.Rtc.Management.Deployment.CertificateReference'
}

# Habits by word; a word may have several values: cmdlet-error=Get-CsBlockedDomain
function Test-Habit([string] $Word, [string] $Value) {
    foreach ($habit in $state.habits) {
        if ($habit -ceq "$Word=$Value" -or (-not $Value -and ($habit -ceq $Word -or $habit.StartsWith("$Word=")))) { return $true }
    }
    return $false
}

function Get-HabitNumber([string] $Word) {
    foreach ($habit in $state.habits) {
        if ($habit.StartsWith("$Word=")) { return [int] $habit.Substring($Word.Length + 1) }
    }
    return 0
}

# One object of the section's type with these values; a member that the type lacks is an error.
function ConvertTo-StandIn([string] $Section, [Collections.IDictionary] $Values) {
    $name = $types[$Section]
    if ($Values.Contains('DefaultRouteFqdn')) { $name = $name -replace 'DnsSrvRouting', 'DefaultRoute' }
    if ($Section -eq 'Service') { $name += $Values['Role'] }
    if (Test-Habit types-renamed $Section) { $name = 'Contoso.Renamed' }
    $object = New-Object -TypeName $name
    foreach ($member in $Values.Keys) {
        $value = $Values[$member]
        if ($null -eq $value) { continue }
        if ($member -in 'LastStatusReport', 'LastUpdateCreation', 'NotBefore', 'NotAfter') {
            $value = [DateTime]::Parse($value, [Globalization.CultureInfo]::InvariantCulture, 'RoundtripKind')
        }
        if ($member -in 'NotBefore', 'NotAfter') { $value = $value.ToLocalTime() }
        $object.$member = $value
    }
    $object
}

# As Select-Object gives it, which a restricted session has in part only
function ConvertTo-CustomObject($Object) {
    $members = [ordered] @{}
    foreach ($property in $Object.psobject.Properties) { $members[$property.Name] = $property.Value }
    $custom = [pscustomobject] $members
    $custom.psobject.TypeNames.Insert(0, "Selected.$($Object.GetType().FullName)")
    $custom
}

# What the other values of a habit's rows are made of: each .NET type that CLIXML has an element for
function Get-EveryType {
    $secret = [Security.SecureString]::new()
    'secret'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
    @{
        Bytes = [byte[]] (0, 127, 255); Guid = [guid] '6a0f7ac4-0c0f-4c2f-9c39-2c2a1f3b5a11'; Uri = [uri] 'https://pool/a?b=c&d'
        Version = [version] '7.0.2046.0'; Span = [timespan] '1.02:03:04.5'; Secret = $secret; Script = { Get-Date }
        Nested = @{ A = @{ B = @{ C = 1 } }; D = @(1, @(2, 3)) }; NaN = [double]::NaN; Infinity = [single]::NegativeInfinity
        Char = [char] '"'; SByte = [sbyte] -1; Byte = [byte] 1; Int16 = [int16] -2; UInt16 = [uint16] 2; Int64 = [int64]::MinValue
        UInt64 = [uint64]::MaxValue; Decimal = 1.5d; Single = [single] 0.1; Date = [DateTime]::new(2026, 11, 23)
        Xml = [xml] '<a b="c">&amp;</a>'; Null = $null; Queue = [Collections.Queue]::new(@(1, 2))
        Stack = [Collections.Stack]::new(@(1, 2)); Enum = [DayOfWeek]::Monday; Text = "line`n`0_x000A_ `u{1F514}"
        Switch = [switch] $true; Type = [int]; Ip = [ipaddress] '192.0.2.1'; Culture = [cultureinfo] 'tr-TR'
    }
}

function Write-EachStream([string] $Name) {
    Write-Host "$Name says hello"
    Write-Warning "$Name is about to change <soon> & for good"
    Write-Verbose "$Name has read the store" -Verbose
    Write-Debug "$Name debugs" -Debug
    Write-Information "$Name informs" -InformationAction Continue
    Write-Progress -Activity "Preparing modules for first use." -PercentComplete 50
}

# A cmdlet that cannot go on ends here; one that says what is wrong goes on.
function Invoke-Misbehaviour([string] $Name, [Management.Automation.PSCmdlet] $Caller) {
    if (Test-Habit noise) { Write-EachStream $Name }
    if (Test-Habit slow-cmdlet $Name) { Start-Sleep -Seconds 6 }
    if (Test-Habit endless-cmdlet $Name) { while ($true) { Start-Sleep -Seconds 1 } }
    if (Test-Habit cmdlet-dies $Name) { [Diagnostics.Process]::GetCurrentProcess().Kill() }
    if (Test-Habit cmdlet-asks $Name) { Confirm-SettingsRead $Name }
    if (Test-Habit cmdlet-reads $Name) { $null = Read-Host "Domain controller for $Name" }
    if (Test-Habit cmdlet-denied $Name) { throw [UnauthorizedAccessException]::new('Access is denied.') }
    $record = [Management.Automation.ErrorRecord]::new(
        [InvalidOperationException]::new('Cannot open database "xds" requested by the login.'), 'ProcessRecordFailed', 'ConnectionError', $Name)
    if (Test-Habit cmdlet-fails $Name) { $Caller.ThrowTerminatingError($record) }
    if ((Test-Habit cmdlet-error $Name) -or (Test-Habit error-with-rows $Name)) { $Caller.WriteError($record) }
}

function Get-Row([string] $Section, [Management.Automation.PSCmdlet] $Caller) {
    $name = "Get-Cs$Section"
    Invoke-Misbehaviour $name $Caller
    if (Test-Habit cmdlet-error $name) { return }
    if (Test-Habit gives-null $name) { return , $null }
    if (Test-Habit gives-texts $name) { return $state.settings[$Section] | ForEach-Object { [string] $_.Identity } }
    if (Test-Habit gives-every-type $name) { [pscustomobject] (Get-EveryType) }
    if ($Section -eq 'AllowedDomain') {
        for ($number = 0; $number -lt (Get-HabitNumber domains); $number++) {
            ConvertTo-StandIn $Section ([ordered] @{ Identity = "partner$number.example.net"; Domain = "partner$number.example.net" })
        }
    }
    foreach ($values in $state.settings[$Section]) {
        $object = ConvertTo-StandIn $Section $values
        if (Test-Habit huge-text $name) { $object.Comment = 'x' * 6MB }
        if (Test-Habit more-members $name) {
            foreach ($entry in (Get-EveryType).GetEnumerator()) { $object | Add-Member $entry.Key $entry.Value }
        }
        if (Test-Habit custom-object $name) { $object = ConvertTo-CustomObject $object }
        $object
    }
}

# Each stands here by name: PowerShell looks for that when it loads a module by itself.
function Get-CsHostingProvider { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row HostingProvider $PSCmdlet }
function Get-CsAllowedDomain { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row AllowedDomain $PSCmdlet }
function Get-CsBlockedDomain { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row BlockedDomain $PSCmdlet }
function Get-CsAccessEdgeConfiguration { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row AccessEdgeConfiguration $PSCmdlet }
function Get-CsPushNotificationConfiguration { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row PushNotificationConfiguration $PSCmdlet }
function Get-CsMcxConfiguration { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row McxConfiguration $PSCmdlet }
function Get-CsImFilterConfiguration { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row ImFilterConfiguration $PSCmdlet }
function Get-CsMobilityPolicy { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row MobilityPolicy $PSCmdlet }
function Get-CsManagementStoreReplicationStatus { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row ManagementStoreReplicationStatus $PSCmdlet }
function Get-CsService { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, $PoolFqdn) Get-Row Service $PSCmdlet }
function Get-CsSite { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter) Get-Row Site $PSCmdlet }
function Get-CsComputer { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, $Pool, [switch] $Local) Get-Row Computer $PSCmdlet }
function Get-CsPublicProvider { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row PublicProvider $PSCmdlet }
function Get-CsExternalAccessPolicy { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter, [switch] $LocalStore) Get-Row ExternalAccessPolicy $PSCmdlet }
function Get-CsSipDomain { [CmdletBinding()] param([Parameter(Position = 0)] $Identity, $Filter) Get-Row SipDomain $PSCmdlet }
function Get-CsWindowsService { [CmdletBinding()] param([Parameter(Position = 0)] $Name, $ComputerName, [switch] $ExcludeActivityLevel, $Report) Get-Row WindowsService $PSCmdlet }
function Get-CsCertificate { [CmdletBinding()] param([Parameter(Position = 0)] $Type, $Identity, $Report) Get-Row Certificate $PSCmdlet }
foreach ($name in $state.lacks) { Remove-Item -Path "function:$name" }
Export-ModuleMember -Function Get-Cs*
