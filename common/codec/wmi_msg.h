// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wmi_msg - instances of WMI classes, from XML to a tree
 *
 * The same for an EnumerateResponse, a PullResponse and a file of `winrm enumerate ... -format:xml`: every element inside Items (or
 * Results) is an instance, whatever its namespace, for servers differ in it; and elsewhere one in the namespace of a class, with that
 * class's name. Nothing is skipped: it is for the reader to see whether an instance is of the class that was asked for.
 * Source: [MS-WSMV] 2.2.4.2, 3.1.4.1.1 (resource URIs); DSP0230.
 */
#ifndef CODEC_WMI_MSG_H
#define CODEC_WMI_MSG_H

#include "codec/source.h"
#include "codec/tree.h"

#define WMI_RESOURCE "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
#define WMI_RESULTS "Results" /* the root of what winrm -format:xml writes */

/* Appends an OBJECT for each instance, type = local name, members = properties (xsi:nil: NIL), to the LIST. False: as xml_read(). */
[[nodiscard]] bool wmi_items_decode(struct source *document, struct arena *, struct tree *list, struct fault *);

#endif
