// SPDX-License-Identifier: GPL-3.0-or-later
// stand_ins - the .NET types whose objects the Get-Cs cmdlets give, under the names of Microsoft's pages, for a real PowerShell
//
// Only members that machines/pool-settings.json or a fault gives a value are here. Enumerations: the words in the pages' order.
using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Rtc.Management.WritableConfig.Settings
{
	public class SettingsBase { public string Identity { get; set; } }
}

namespace Microsoft.Rtc.Management.WritableConfig.Settings.Edge
{
	public enum VerificationLevelType { AlwaysVerifiable, AlwaysUnverifiable, UseSourceVerification }
	public enum RoutingMethod { UseDnsSrvRouting, UseDefaultRouting }

	public class DisplayHostingProvider : SettingsBase
	{
		public string Name { get; set; }
		public string ProxyFqdn { get; set; }
		public VerificationLevelType VerificationLevel { get; set; }
		public bool Enabled { get; set; }
		public bool EnabledSharedAddressSpace { get; set; }
		public bool HostsOCSUsers { get; set; }
		public bool IsLocal { get; set; }
		public string AutodiscoverUrl { get; set; }
		public ulong SipClientPort { get; set; }
	}

	public class DisplayPublicProvider : SettingsBase
	{
		public string Name { get; set; }
		public string ProxyFqdn { get; set; }
		public VerificationLevelType VerificationLevel { get; set; }
		public bool Enabled { get; set; }
		public string IconUrl { get; set; }
		public string NameDecorationDomain { get; set; }
	}

	public class AllowedDomain : SettingsBase
	{
		public string Domain { get; set; }
		public string ProxyFqdn { get; set; }
		public VerificationLevelType VerificationLevel { get; set; }
		public string Comment { get; set; }
		public bool MarkForMonitoring { get; set; }
	}

	public class BlockedDomain : SettingsBase
	{
		public string Domain { get; set; }
		public string Comment { get; set; }
	}

	public class AccessEdgeSettings : SettingsBase
	{
		public bool AllowAnonymousUsers { get; set; }
		public bool AllowFederatedUsers { get; set; }
		public bool AllowOutsideUsers { get; set; }
		public bool EnableArchivingDisclaimer { get; set; }
		public bool EnableUserReplicator { get; set; }
		public bool KeepCrlsUpToDateForPeers { get; set; }
		public bool MarkSourceVerifiableOnOutgoingMessages { get; set; }
		public ushort OutgoingTlsCountForFederatedPartners { get; set; }
		public RoutingMethod RoutingMethod { get; set; }
	}

	public class DisplayAccessEdgeSettingsDnsSrvRouting : AccessEdgeSettings
	{
		public bool BeClearingHouse { get; set; }
		public bool EnablePartnerDiscovery { get; set; }
		public uint DiscoveredPartnerStandardRate { get; set; }
		public bool EnableDiscoveredPartnerContactsLimit { get; set; }
		public uint MaxContactsPerDiscoveredPartner { get; set; }
	}

	public class DisplayAccessEdgeSettingsDefaultRoute : AccessEdgeSettings
	{
		public string DefaultRouteFqdn { get; set; }
	}
}

namespace Microsoft.Rtc.Management.WritableConfig.Settings.PushNotificationConfiguration
{
	public class PushNotificationConfiguration : SettingsBase
	{
		public bool EnableApplePushNotificationService { get; set; }
		public bool EnableMicrosoftPushNotificationService { get; set; }
	}
}

namespace Microsoft.Rtc.Management.WritableConfig.Settings.McxConfiguration
{
	public enum ExposedWebUrl { Internal, External }

	public class McxConfiguration : SettingsBase
	{
		public uint SessionExpirationInterval { get; set; }
		public uint SessionShortExpirationInterval { get; set; }
		public ExposedWebUrl ExposedWebURL { get; set; }
		public string PushNotificationProxyUri { get; set; }
	}
}

namespace Microsoft.Rtc.Management.WritableConfig.Settings.ImFilter
{
	public enum UrlFilterAction { Allow, Block, Warn }

	public class ImFilterConfiguration : SettingsBase
	{
		public List<string> Prefixes { get; set; }
		public UrlFilterAction Action { get; set; }
		public string AllowMessage { get; set; }
		public string WarnMessage { get; set; }
		public bool Enabled { get; set; }
		public bool IgnoreLocal { get; set; }
		public bool BlockFileExtension { get; set; }
	}
}

namespace Microsoft.Rtc.Management.WritableConfig.Policy.Mobility
{
	public class MobilityPolicy : Microsoft.Rtc.Management.WritableConfig.Settings.SettingsBase
	{
		public string Description { get; set; }
		public bool EnableOutsideVoice { get; set; }
		public bool EnableMobility { get; set; }
		public bool EnableIPAudioVideo { get; set; }
	}
}

namespace Microsoft.Rtc.Management.WritableConfig.Policy.ExternalAccess
{
	public class ExternalAccessPolicy : Microsoft.Rtc.Management.WritableConfig.Settings.SettingsBase
	{
		public string Description { get; set; }
		public bool EnableFederationAccess { get; set; }
		public bool EnablePublicCloudAccess { get; set; }
		public bool EnableOutsideAccess { get; set; }
	}
}

namespace Microsoft.Rtc.Management.Xds
{
	public class ReplicaState
	{
		public bool UpToDate { get; set; }
		public string ReplicaFqdn { get; set; }
		public DateTime? LastStatusReport { get; set; }
		public DateTime? LastUpdateCreation { get; set; }
		public string ProductVersion { get; set; }
	}

	public class SipDomain
	{
		public string Identity { get; set; }
		public string Name { get; set; }
		public bool IsDefault { get; set; }
	}

	public class DisplayService
	{
		public string Identity { get; set; }
		public string ServiceId { get; set; }
		public string SiteId { get; set; }
		public string PoolFqdn { get; set; }
		public int Version { get; set; }
		public string Role { get; set; }
		public List<string> DependentServiceList { get; set; }
	}

	public class DisplayUserServer : DisplayService { }

	public class DisplayWebServer : DisplayService
	{
		public string ExternalFqdn { get; set; }
		public string InternalFqdn { get; set; }
		public int PublishedExternalHttpsPort { get; set; }
	}

	public class DisplayEdgeServer : DisplayService
	{
		public string Registrar { get; set; }
		public ushort? AccessEdgeInternalSipPort { get; set; }
		public ushort? AccessEdgeExternalSipPort { get; set; }
		public string AccessEdgeExternalFqdn { get; set; }
	}
}

namespace Microsoft.Rtc.Management.Deploy.Internal
{
	public enum SiteType { CentralSite, RemoteSite }

	public class Site
	{
		public string Identity { get; set; }
		public string SiteId { get; set; }
		public List<string> Services { get; set; }
		public List<string> Pools { get; set; }
		public string FederationRoute { get; set; }
		public string XmppFederationRoute { get; set; }
		public string Description { get; set; }
		public string DisplayName { get; set; }
		public SiteType SiteType { get; set; }
		public string ParentSite { get; set; }

		public class CentralSite : Site { }
	}

	public class Machine
	{
		public string Identity { get; set; }
		public string Pool { get; set; }
		public string Fqdn { get; set; }
	}
}

namespace Microsoft.Rtc.Management.Deployment.Core
{
	public enum ServiceStatus { Stopped = 1, StartPending, StopPending, Running }

	public class NTService
	{
		public ServiceStatus Status { get; set; }
		public string Name { get; set; }
		public string DisplayName { get; set; }
		public string ActivityLevel { get; set; }
		public List<string> RoleName { get; set; }
	}
}

namespace Microsoft.Rtc.Management.Deployment
{
	public enum CertType { AccessEdgeExternal, AudioVideoAuthentication, DataEdgeExternal, Default, External, Internal, WebServicesExternal,
			       WebServicesInternal, OAuthTokenIssuer }

	public class CertificateReference
	{
		public string Issuer { get; set; }
		public DateTime NotAfter { get; set; }
		public DateTime NotBefore { get; set; }
		public string SerialNumber { get; set; }
		public string Subject { get; set; }
		public List<string> AlternativeNames { get; set; }
		public string Thumbprint { get; set; }
		public CertType Use { get; set; }
		public string SourceScope { get; set; }
	}
}

namespace Contoso
{
	// A compiled cmdlet that asks: its error is not wrapped into one of a script
	[Cmdlet(VerbsLifecycle.Confirm, "SettingsRead")]
	public class ConfirmSettingsRead : PSCmdlet
	{
		[Parameter(Position = 0)]
		public string Name { get; set; }

		protected override void ProcessRecord() { ShouldContinue("Read every setting of " + Name + "?", "Confirm"); }
	}

	public class Renamed : Microsoft.Rtc.Management.WritableConfig.Settings.Edge.BlockedDomain { }
}
