# A process that asks itself.

@load frameworks/control/controller

redef Control::cmd = "id_value";
redef Control::arg = "Control::commands";
