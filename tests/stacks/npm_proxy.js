// SPDX-License-Identifier: GPL-3.0-or-later
//
// npm_proxy - npm's sip as a proxy in the place of the Edge: it hands every request on to a server behind it, or refuses to with 483
//
// usage: node npm_proxy.js MODULES PORT CERTIFICATE KEY CA NEXT_PORT; mutual TLS on 127.0.0.1, TCP to the next
'use strict';
const fs = require('fs');
const [modules, port, cert, key, ca, next] = process.argv.slice(2);
module.paths.unshift(modules);
const sip = require('sip');
const proxy = require('sip/proxy');

const tls = { cert: fs.readFileSync(cert), key: fs.readFileSync(key), ca: fs.readFileSync(ca), requestCert: true, rejectUnauthorized: true };

proxy.start({ address: '127.0.0.1', publicAddress: 'edge.contoso.com', port: +port + 1, udp: false, tls: tls, tls_port: +port }, (request) => {
	const hops = +request.headers['max-forwards'];
	if (hops === 0) {
		proxy.send(sip.makeResponse(request, 483, 'Too Many Hops'));
		return;
	}
	request.headers['max-forwards'] = hops - 1;
	request.headers.route = [{ uri: `sip:127.0.0.1:${next};transport=tcp;lr` }];
	proxy.send(request);
});
