# SPDX-License-Identifier: GPL-3.0-or-later
"""many - what thousands of services, each checked once a minute, cost a running Nagios"""
import os
import statistics
import time

import measure

CONFIG = """
cfg_file={d}/objects.cfg
log_file={d}/nagios.log
object_cache_file={d}/objects.cache
precached_object_file={d}/objects.precache
status_file={d}/status.dat
status_update_interval=3600
temp_file={d}/nagios.tmp
temp_path={d}
lock_file={d}/nagios.lock
check_result_path={d}/results
query_socket={d}/nagios.qh
command_file={d}/nagios.cmd
nagios_user=root
nagios_group=root
check_external_commands=0
check_for_updates=0
retain_state_information=0
use_syslog=0
log_notifications=0
log_service_retries=0
enable_notifications=0
enable_flap_detection=0
execute_host_checks=0
interval_length=60
service_inter_check_delay_method={delay}
service_interleave_factor={services}
max_concurrent_checks=0
service_check_timeout=60
check_result_reaper_frequency=1
process_performance_data=1
service_perfdata_file={d}/perfdata
service_perfdata_file_mode=a
service_perfdata_file_template=$LASTSERVICECHECK$\\t$SERVICELATENCY$\\t$SERVICEEXECUTIONTIME$\\t$SERVICESTATE$
"""

HEAD = """
define timeperiod {{
 timeperiod_name always
 alias always
 monday 00:00-24:00
 tuesday 00:00-24:00
 wednesday 00:00-24:00
 thursday 00:00-24:00
 friday 00:00-24:00
 saturday 00:00-24:00
 sunday 00:00-24:00
}}
define command {{
 command_name it
 command_line {line}
}}
define contact {{
 contact_name unused
 host_notification_commands it
 service_notification_commands it
 host_notification_period always
 service_notification_period always
 host_notification_options n
 service_notification_options n
}}
define host {{
 host_name edge
 contacts unused
 notification_period always
 address 127.0.0.1
 max_check_attempts 1
 check_period always
 active_checks_enabled 0
}}
"""

SERVICE = """
define service {{
 host_name edge
 service_description s{number}
 check_command it
 check_period always
 max_check_attempts 1
 check_interval 1
 retry_interval 1
}}
"""


def configure(directory, command, services):
    os.makedirs(os.path.join(directory, "results"), exist_ok=True)
    with open(os.path.join(directory, "nagios.cfg"), "w", encoding="ascii") as file:
        file.write(CONFIG.format(d=directory, delay=60 / services, services=services))
    with open(os.path.join(directory, "objects.cfg"), "w", encoding="ascii") as file:
        file.write(HEAD.format(line=" ".join(command).replace(";", "\\;")))
        file.writelines(SERVICE.format(number=number) for number in range(services))
    with open(os.path.join(directory, "perfdata"), "w", encoding="ascii"):
        pass


def at(percent, values):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def watch(lab, directory, command, services, seconds):
    """So many seconds of them: checks a minute, CPU, latency and time of a check in ms. None: Nagios did not run them."""
    configure(directory, command, services)
    with open(os.path.join(directory, "output"), "wb") as log:
        nagios = lab.start(["nagios4", os.path.join(directory, "nagios.cfg")], stdout=log, stderr=log)
    time.sleep(5)  # reading its configuration is none of a check's cost
    perfdata = os.path.join(directory, "perfdata")
    before, began, skip = measure.cpu_of(nagios.pid), time.monotonic(), os.path.getsize(perfdata)
    time.sleep(seconds)
    cpu, took = measure.cpu_of(nagios.pid) - before, time.monotonic() - began
    with open(perfdata, encoding="ascii") as file:
        file.seek(skip)
        rows = [line.split("\t") for line in file.read().splitlines()]
    nagios.terminate()
    nagios.wait()
    if not rows:
        return None
    latency, execution = ([1000 * float(row[i]) for row in rows] for i in (1, 2))
    return {"checks": len(rows) * 60 / took, "ok": sum(row[3] == "OK" for row in rows) / len(rows), "cpu_ms": 1000 * cpu / len(rows),
            "latency": [at(p, latency) for p in (50, 95, 99)], "execution": [statistics.median(execution), at(99, execution)]}
