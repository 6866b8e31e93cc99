// Registers, refreshes and unregisters: Register.exe sip:REGISTRAR USER PASSWORD
using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

static class Exosip
{
	const string Library = "libeXosip2.so.15";
	public const int Udp = 17, Inet = 2, Autonomous = 3000, Success = 0;

	[DllImport(Library)] public static extern IntPtr eXosip_malloc();
	[DllImport(Library)] public static extern int eXosip_init(IntPtr context);
	[DllImport(Library)] public static extern void eXosip_quit(IntPtr context);
	[DllImport(Library)] public static extern void eXosip_free(IntPtr block);
	[DllImport(Library)] public static extern int eXosip_lock(IntPtr context);
	[DllImport(Library)] public static extern int eXosip_unlock(IntPtr context);
	[DllImport(Library)] public static extern int eXosip_set_option_int(IntPtr context, int option, int value);
	[DllImport(Library)] public static extern int eXosip_listen_addr(IntPtr context, int transport, string address, int port, int family, int secure);
	[DllImport(Library)] public static extern int eXosip_add_authentication_info(IntPtr context, string user, string id, string password, string ha1, string realm);
	[DllImport(Library)] public static extern int eXosip_register_build_initial_register(IntPtr context, string from, string registrar, string contact, int expires, out IntPtr request);
	[DllImport(Library)] public static extern int eXosip_register_build_register(IntPtr context, int rid, int expires, out IntPtr request);
	[DllImport(Library)] public static extern int eXosip_register_send_register(IntPtr context, int rid, IntPtr request);
	[DllImport(Library)] public static extern IntPtr eXosip_event_wait(IntPtr context, int seconds, int milliseconds);
	[DllImport(Library)] public static extern void eXosip_event_free(IntPtr @event);
	[DllImport(Library)] public static extern int eXosip_event_get_type(IntPtr @event);
	[DllImport(Library)] public static extern int eXosip_event_get_rid(IntPtr @event);
	[DllImport(Library)] public static extern int eXosip_event_get_status(IntPtr @event);
}

class Register
{
	static IntPtr context;

	static int Check(int code)
	{
		if (code < 0) throw new Exception("error " + code);
		return code;
	}

	static int First(string uri, string registrar, int expires)
	{
		IntPtr request;
		Exosip.eXosip_lock(context);
		try
		{
			int rid = Check(Exosip.eXosip_register_build_initial_register(context, uri, registrar, null, expires, out request));
			Check(Exosip.eXosip_register_send_register(context, rid, request));
			return rid;
		}
		finally { Exosip.eXosip_unlock(context); }
	}

	// Sends the next REGISTER; 0 seconds end the registration.
	static void Next(int rid, int expires)
	{
		IntPtr request;
		Exosip.eXosip_lock(context);
		try
		{
			Check(Exosip.eXosip_register_build_register(context, rid, expires, out request));
			Check(Exosip.eXosip_register_send_register(context, rid, request));
		}
		finally { Exosip.eXosip_unlock(context); }
	}

	// Waits for the success of the REGISTER that was sent last. The library answers challenges.
	static void Await(int rid, string done)
	{
		for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < 60;)
		{
			IntPtr e = Exosip.eXosip_event_wait(context, 0, 500);
			if (e == IntPtr.Zero) continue;
			int type = Exosip.eXosip_event_get_type(e), of = Exosip.eXosip_event_get_rid(e), status = Exosip.eXosip_event_get_status(e);
			Exosip.eXosip_event_free(e);
			if (of != rid || status == 401 || status == 407) continue;
			if (type != Exosip.Success) throw new Exception("not " + done + ": " + status);
			Console.WriteLine(done);
			return;
		}
		throw new Exception("not " + done + ": no answer");
	}

	static void Main(string[] words)
	{
		string registrar = words[0], user = words[1], password = words[2];
		context = Exosip.eXosip_malloc();
		Check(Exosip.eXosip_init(context));
		Check(Exosip.eXosip_set_option_int(context, Exosip.Autonomous, 1));
		Check(Exosip.eXosip_listen_addr(context, Exosip.Udp, null, 0, Exosip.Inet, 0));
		Check(Exosip.eXosip_add_authentication_info(context, user, user, password, null, null));
		int rid = First("sip:" + user + "@" + registrar.Substring(4), registrar, 3600);
		Await(rid, "registered");
		Next(rid, 1800);
		Await(rid, "refreshed");
		Next(rid, 0);
		Await(rid, "unregistered");
		Exosip.eXosip_quit(context);
		Exosip.eXosip_free(context);
	}
}
