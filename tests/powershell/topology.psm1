# SPDX-License-Identifier: GPL-3.0-or-later
# topology - stand-ins of the cmdlets that New-TrustedProbe.ps1 calls: what is there stands in a file, and each call that changes is logged
#
# CHECK_PUSH_TOPOLOGY names a directory: topology.json (Sites, Pools, Computers, Applications, Endpoints), calls (a line each), fails (the cmdlet that
# fails, if there is one). Parameters are those of Microsoft's pages that matter here.

$directory = $env:CHECK_PUSH_TOPOLOGY

function Read-Topology { [IO.File]::ReadAllText("$directory/topology.json") | ConvertFrom-Json -AsHashtable }

function Write-Topology($Topology) { [IO.File]::WriteAllText("$directory/topology.json", ($Topology | ConvertTo-Json -Depth 4)) }

function Add-Call([string] $Name, [Collections.IDictionary] $Bound) {
    $words = $Bound.Keys | Sort-Object | ForEach-Object { "-$_ $($Bound[$_])" }
    [IO.File]::AppendAllText("$directory/calls", "$Name $($words -join ' ')".Trim() + "`n")
    if ((Test-Path "$directory/fails") -and ([IO.File]::ReadAllText("$directory/fails")).Trim() -eq $Name) {
        throw "$Name cannot reach the central management store."
    }
}

function Get-CsSite { [CmdletBinding()] param() (Read-Topology).Sites | ForEach-Object { [pscustomobject] $_ } }
function Get-CsTrustedApplicationPool { [CmdletBinding()] param() (Read-Topology).Pools | ForEach-Object { [pscustomobject] $_ } }
function Get-CsTrustedApplicationComputer { [CmdletBinding()] param() (Read-Topology).Computers | ForEach-Object { [pscustomobject] $_ } }
function Get-CsTrustedApplication { [CmdletBinding()] param() (Read-Topology).Applications | ForEach-Object { [pscustomobject] $_ } }

function New-CsTrustedApplicationPool {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0)] [string] $Identity, [Parameter(Mandatory)] [string] $Registrar, [Parameter(Mandatory)] [string] $Site,
        [string] $ComputerFqdn, [bool] $RequiresReplication, [switch] $Force)
    Add-Call $MyInvocation.MyCommand.Name $PSBoundParameters
    $topology = Read-Topology
    $topology.Pools += @{ PoolFqdn = $Identity; Identity = "TrustedApplicationPool:$Identity"; SiteId = "Site:$Site" }
    $topology.Computers += @{ Identity = if ($ComputerFqdn) { $ComputerFqdn } else { $Identity }; Pool = $Identity }
    Write-Topology $topology
    [pscustomobject] @{ PoolFqdn = $Identity }
}

function New-CsTrustedApplicationComputer {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0)] [string] $Identity, [Parameter(Mandatory)] [string] $Pool)
    Add-Call $MyInvocation.MyCommand.Name $PSBoundParameters
    $topology = Read-Topology
    $topology.Computers += @{ Identity = $Identity; Pool = $Pool }
    Write-Topology $topology
}

function New-CsTrustedApplication {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] [string] $ApplicationId, [Parameter(Mandatory)] [string] $TrustedApplicationPoolFqdn,
        [Parameter(Mandatory)] [uint16] $Port, [switch] $Force)
    Add-Call $MyInvocation.MyCommand.Name $PSBoundParameters
    $topology = Read-Topology
    $topology.Applications += @{ Identity = "$TrustedApplicationPoolFqdn/urn:application:$ApplicationId" }
    Write-Topology $topology
}

function Get-CsTrustedApplicationEndpoint {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Identity, [string] $Filter, [string] $ApplicationId, [string] $TrustedApplicationPoolFqdn)
    (Read-Topology).Endpoints | Where-Object { $_ } | ForEach-Object { [pscustomobject] $_ }
}

function New-CsTrustedApplicationEndpoint {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] [string] $ApplicationId, [Parameter(Mandatory)] [string] $TrustedApplicationPoolFqdn, [string] $SipAddress)
    Add-Call $MyInvocation.MyCommand.Name $PSBoundParameters
}

function Grant-CsExternalAccessPolicy {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0)] [string] $Identity, [Parameter(Position = 1)] [string] $PolicyName)
    Add-Call $MyInvocation.MyCommand.Name $PSBoundParameters
}

function Enable-CsTopology { [CmdletBinding(SupportsShouldProcess)] param() Add-Call $MyInvocation.MyCommand.Name @{} }

Export-ModuleMember -Function *-Cs*
